-- ends in: ok
function autoscale()
  local co
  co = coroutine.create(function() return coroutine.resume(co) end)
  local ok, resumed = coroutine.resume(co)
  if resumed then error('resumed itself') end
  local main = coroutine.running()
  if coroutine.resume(main) then error('resumed the main one') end
  co = coroutine.wrap(function() return co() end)
  if pcall(co) then error('called itself') end
end
