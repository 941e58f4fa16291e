-- ends in: ok
function autoscale()
  local t = {}
  for i = 0, 62 do t[1 << i] = i end
  t[math.maxinteger] = 1
  local n = #t
  pcall(table.insert, t, 1)
  pcall(table.insert, t, 1, 1)
  pcall(table.remove, t)
  pcall(table.remove, t, 1)
  pcall(table.concat, t)
  pcall(table.unpack, t)
end
