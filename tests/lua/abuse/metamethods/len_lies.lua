-- ends in: fuel
-- insert, remove, concat, unpack and sort over a list that says it is long.
function autoscale()
  local t = setmetatable({}, {__len = function() return math.maxinteger end})
  pcall(table.insert, t, 1)
  pcall(table.insert, t, 1, 2)
  pcall(table.remove, t)
  pcall(table.remove, t, 1)
  pcall(table.concat, t)
  pcall(table.unpack, t)
  pcall(table.sort, t)
end
