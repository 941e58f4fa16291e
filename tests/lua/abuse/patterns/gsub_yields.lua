-- ends in: ok
function autoscale()
  local co = coroutine.wrap(function() return (('abc'):gsub('.', coroutine.yield)) end)
  for i = 1, 4 do pcall(co, 'x') end
end
