-- ends in: fuel
-- Arguments that have to be read as numbers first.
function autoscale()
  local list = {}
  for i = 1, 250 do list[i] = '65' .. ('0'):rep(10) .. 'e-10' end
  while true do pcall(string.char, table.unpack(list)) end
end
