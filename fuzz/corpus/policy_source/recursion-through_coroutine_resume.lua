-- ends in: fuel | result
function autoscale()
  local co = coroutine.create(autoscale)
  return coroutine.resume(co)
end
