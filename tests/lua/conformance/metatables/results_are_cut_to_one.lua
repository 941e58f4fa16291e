local t = setmetatable({}, {
  __index = function() return 1, 2, 3 end,
  __add = function() return 4, 5 end,
  __call = function() return 6, 7 end,
})
print(t.x, (t + 1), t())
--> 1	4	6	7
