-- ends in: fuel | ok
function autoscale()
  local all = {}
  for i = 1, 64 do
    local t = {}
    for j = 1, 112 do t[j + 0.5] = j end
    all[i] = t
  end
  for i = 1, 64 do all[i][0.5] = 1 end
end
