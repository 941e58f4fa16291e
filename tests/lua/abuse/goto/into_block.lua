-- ends in: refused
function autoscale()
  goto inside
  do ::inside:: end
end
