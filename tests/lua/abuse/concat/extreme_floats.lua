-- ends in: fuel
function autoscale()
  local a, b = 2.2250738585072014e-308, 1.7976931348623157e308
  while true do local s = a .. b .. -a .. -b .. 5e-324 .. 0.1 end
end
