-- ends in: fuel
-- Ever new keys, and only a hundred of them at a time.
local t, n = {}, 0
function autoscale()
  while true do
    n = n + 1
    t[n] = n
    t[n - 100] = nil
  end
end
