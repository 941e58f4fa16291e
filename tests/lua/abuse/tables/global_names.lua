-- ends in: refused
function autoscale()
  for i = 1, 1e6 do rawset(_G, 'g' .. i, i) end
end
