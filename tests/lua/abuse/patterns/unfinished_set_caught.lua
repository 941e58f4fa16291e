-- ends in: fuel
function autoscale()
  local set = '[' .. ('a'):rep(60000)
  while true do pcall(string.find, 'a', set) end
end
