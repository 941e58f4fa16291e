-- ends in: fuel
-- Black tables that are written to have to be marked again.
function autoscale()
  local all, big = {}, {}
  for i = 1, 12000 do big[i] = i end
  for i = 1, 30 do all[i] = {i} end
  while true do
    for i = 1, 30 do all[i][1] = {} end
    big[1] = {}
  end
end
