-- ends in: fuel | memory
function autoscale()
  local s, kept = ('x'):rep(65000), {}
  for i = 1, 1e6 do kept[i] = s .. i end
end
