-- ends in: fuel | memory
function autoscale()
  local kept = {}
  for i = 1, 1e6 do kept[i] = ('x'):rep(6000, tostring(i)) end
end
