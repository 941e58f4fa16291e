-- ends in: ok
function autoscale()
  local t = {a = 1}
  for k in pairs(t) do t[k .. 'x'] = 1 end
end
