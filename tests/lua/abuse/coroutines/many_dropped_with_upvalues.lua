-- ends in: fuel
-- The variable lives on the stack of a coroutine that is garbage.
function autoscale()
  local kept
  while true do
    coroutine.wrap(function()
      local x = {}
      kept = function() x = {x} return x end
      coroutine.yield()
    end)()
    kept()
  end
end
