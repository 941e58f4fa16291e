local list = setmetatable({1, 2, 3}, {__call = function(self, _, i)
  i = (i or 0) + 1
  if self[i] then return i, self[i] end
end})
for i, v in list do print(i, v) end
--> 1	1
--> 2	2
--> 3	3
