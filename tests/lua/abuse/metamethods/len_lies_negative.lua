-- ends in: fuel | ok
function autoscale()
  local t = setmetatable({1, 2, 3}, {__len = function() return math.mininteger end})
  for i = 1, 100 do
    pcall(table.insert, t, 1)
    pcall(table.remove, t)
    pcall(table.unpack, t)
    pcall(table.sort, t)
    pcall(table.concat, t)
  end
end
