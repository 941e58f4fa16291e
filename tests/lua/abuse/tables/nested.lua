-- ends in: fuel | memory
function autoscale()
  local t = {}
  while true do t = {t} end
end
