local function nest(n)
  local co = coroutine.wrap(nest)
  return co(n + 1)
end
local ok, text = pcall(nest, 1)
print(ok, text:find("stack overflow", 1, true) ~= nil)
--> false	true
