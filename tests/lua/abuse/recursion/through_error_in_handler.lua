-- ends in: result
function autoscale()
  return xpcall(error, function(e) error(e) end, 'x')
end
