local List = {}
List.__index = List
List.__mul = function(list, n)
  local new = setmetatable({}, List)
  for _ = 1, n do
    for _, value in ipairs(list) do new[#new + 1] = value end
  end
  return new
end
List.__tostring = function(list) return "[" .. table.concat(list, " ") .. "]" end
print(setmetatable({1, 2}, List) * 3)
--> [1 2 1 2 1 2]
