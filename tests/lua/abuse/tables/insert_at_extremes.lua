-- ends in: ok
function autoscale()
  local t = {1, 2, 3}
  for _, at in ipairs({math.mininteger, -1, 0, 5, 6, math.maxinteger}) do
    pcall(table.insert, t, at, 1)
    pcall(table.remove, t, at)
  end
  pcall(table.insert, t) pcall(table.insert, t, 1, 2, 3) pcall(table.insert) pcall(table.insert, nil, 1)
  local u = {[math.maxinteger] = 1}
  pcall(table.insert, u, 1) pcall(table.remove, u)
end
