-- ends in: refused
function autoscale()
  goto inside
  local x = 1
  ::inside::
  return x
end
