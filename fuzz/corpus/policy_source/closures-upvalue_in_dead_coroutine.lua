-- ends in: ok
function autoscale()
  local get, set
  coroutine.wrap(function()
    local x = 1
    get = function() return x end
    set = function(v) x = v end
    coroutine.yield()
  end)()
  for i = 1, 100 do set({i}) if get()[1] ~= i then error('lost') end end
end
