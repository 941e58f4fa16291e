local function f() return 1 + f() end
local ok, text = pcall(f)
print(ok, text:find("stack overflow", 1, true) ~= nil)
--> false	true
