-- ends in: ok
-- Finalizers and weak tables are no way to run code at odd times.
function autoscale()
  for i = 1, 200 do
    setmetatable({}, {__gc = function() while true do end end, __mode = 'kv', __close = error})
  end
end
