-- ends in: fuel
function autoscale()
  local f
  for i = 1, 5000 do local g = f f = function() return g end end
  while true do local x = {} end
end
