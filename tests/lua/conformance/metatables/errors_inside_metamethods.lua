local t = setmetatable({}, {
  __index = function(_, key) error("no field " .. key) end,
  __add = function(a, b) return a.x end,
})
print(pcall(function() return t.cpu end))
print(pcall(function() return t + 1 end))
--> false	test:2: no field cpu
--> false	test:2: no field x
