-- ends in: fuel
function autoscale()
  while not nil and (1 < 2 or false) and not (nil == false) do end
end
