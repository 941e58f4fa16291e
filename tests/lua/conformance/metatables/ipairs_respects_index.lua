local t = setmetatable({"a"}, {__index = function(_, i)
  if i <= 3 then return "made " .. i end
end})
for i, value in ipairs(t) do print(i, value) end
--> 1	a
--> 2	made 2
--> 3	made 3
