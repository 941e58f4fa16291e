-- ends in: fuel
function autoscale()
  local function step(_, last) return last + 1 end
  for i in step, nil, 0 do end
end
