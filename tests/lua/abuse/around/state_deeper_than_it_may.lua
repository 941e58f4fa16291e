-- ends in: state
function autoscale()
  local t = state
  for i = 1, 1000 do t.t = {} t = t.t end
end
