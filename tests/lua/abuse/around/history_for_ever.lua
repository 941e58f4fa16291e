-- ends in: fuel | memory
function autoscale()
  local all = {}
  while true do all[#all + 1] = history('rps') end
end
