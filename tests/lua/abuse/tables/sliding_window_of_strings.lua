-- ends in: fuel
local t, n = {}, 0
function autoscale()
  while true do
    n = n + 1
    t['k' .. n] = n
    t['k' .. (n - 100)] = nil
  end
end
