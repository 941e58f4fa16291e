-- ends in: fuel
function autoscale()
  while true do local x = math.sin(1e300) + math.cos(1e22) + math.tan(1.5707963267948966) + math.exp(709) + math.log(5e-324) + math.atan(1e-300, 1e300) end
end
