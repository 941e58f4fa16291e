-- ends in: fuel
function autoscale()
  -- The remainder of floats takes longest where the exponents are far apart.
  while true do local x = 1.7976931348623157e308 % 5e-324 + math.fmod(1.7976931348623157e308, 5e-324) end
end
