-- ends in: runtime
function autoscale()
  local list = {}
  for i = 1, 500 do list[i] = 'xxxxxxxxxx' end
  return table.concat(list, (','):rep(1000))
end
