-- ends in: fuel | memory
function autoscale()
  local kept = {}
  for i = 1, 1e6 do kept[i] = ('x'):rep(65000 - i) end
end
