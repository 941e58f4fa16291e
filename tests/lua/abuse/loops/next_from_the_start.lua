-- ends in: fuel
function autoscale()
  local t = {a = 1, b = 2}
  while next(t) do end
end
