-- ends in: fuel
function autoscale()
  while true do local x = {} local f = function() return x end end
end
