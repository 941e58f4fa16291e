-- ends in: fuel
local read
function autoscale()
  if read then read() end
  local x = 1
  read = function() x = x + 1 return x end
  coroutine.wrap(function()
    local y = {}
    read = function() y[1] = x return y end
    while true do y = {} end
  end)()
end
