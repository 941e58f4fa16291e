-- ends in: fuel | state | memory | ok
-- Large tables in which nothing is left: looking through them takes long.
function autoscale()
  for n = 1, 8 do
    local t = {}
    for i = 1, 4000 do t[i + 0.5] = i end
    for i = 1, 4000 do t[i + 0.5] = nil end
    state[n] = t
  end
end
