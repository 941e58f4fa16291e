-- ends in: fuel
function autoscale()
  while true do
    local co = coroutine.create(function() error(setmetatable({}, {__tostring = error})) end)
    coroutine.resume(co)
    coroutine.resume(co)
    pcall(coroutine.wrap(function() error() end))
  end
end
