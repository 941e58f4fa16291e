-- ends in: ok
function autoscale()
  local nan = 0 / 0
  for i = 1, nan do error('a round that is not there') end
  for x = nan, 1.0 do error('a round that is not there') end
end
