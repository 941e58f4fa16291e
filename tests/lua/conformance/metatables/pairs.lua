local t = setmetatable({}, {__pairs = function(self)
  local i = 0
  return function()
    i = i + 1
    if i <= 3 then return i, i * i end
  end, self, nil
end})
for key, value in pairs(t) do print(key, value) end
--> 1	1
--> 2	4
--> 3	9
