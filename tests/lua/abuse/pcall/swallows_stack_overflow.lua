-- ends in: fuel
function deep() return 1 + deep() end
function autoscale()
  while true do if pcall(deep) then error('no overflow') end end
end
