local t = setmetatable({}, {
  __index = function(_, key) return coroutine.yield("index " .. key) end,
  __add = function() return coroutine.yield("add") end,
  __lt = function() return coroutine.yield("lt") end,
})
local co = coroutine.wrap(function()
  print(t.x, t + 1, t < t)
  return "end"
end)
print(co())
print(co(1))
print(co(2))
print(co(3))
--> index x
--> add
--> lt
--> 1	2	true
--> end
