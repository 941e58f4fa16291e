-- ends in: runtime
function autoscale()
  return coroutine.wrap(autoscale)()
end
