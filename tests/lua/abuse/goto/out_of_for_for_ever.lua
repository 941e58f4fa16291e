-- ends in: fuel
function autoscale()
  ::top::
  for i = 1, 10 do for k in pairs({1}) do goto top end end
end
