-- ends in: fuel | ok
function autoscale()
  local f = function() error('deep') end
  for i = 1, 150 do local g = f f = function() g() end end
  for i = 1, 20 do pcall(f) end
end
