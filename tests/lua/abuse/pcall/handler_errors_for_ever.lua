-- ends in: fuel | ok
function autoscale()
  local function handler() error('again') end
  for i = 1, 100 do xpcall(error, handler) end
end
