-- ends in: fuel
-- Many references to few long strings that differ at their end.
function autoscale()
  local s, t = ('x'):rep(60000), {}
  local kinds = {}
  for i = 1, 8 do kinds[i] = s .. i end
  for i = 1, 3000 do t[i] = kinds[i % 8 + 1] end
  while true do table.sort(t) end
end
