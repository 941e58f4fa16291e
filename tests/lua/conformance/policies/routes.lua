local routes = {{"^/api/v(%d+)/", "api"}, {"%.png$", "static"}, {"^/$", "home"}}
local function classify(path)
  for _, route in ipairs(routes) do
    local capture = path:match(route[1])
    if capture then return route[2], capture end
  end
  return "other"
end
print(classify("/api/v2/users"))
print(classify("/img/logo.png"))
print(classify("/"))
print(classify("/about"))
--> api	2
--> static	.png
--> home	/
--> other
