-- ends in: fuel | memory
-- Finds out how much there is room for, and then makes garbage.
local kept, n = {}, 0
function autoscale()
  while true do
    n = n + 1
    if n < 12000 then kept[n] = {n} end
    local t = {n}
  end
end
