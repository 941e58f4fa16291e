-- ends in: fuel
function autoscale()
  local s = ('a '):rep(30000)
  while true do s:gsub('%f[%w]%w+', '') end
end
