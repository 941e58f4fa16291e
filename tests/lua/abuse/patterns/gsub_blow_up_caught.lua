-- ends in: fuel
function autoscale()
  local s, by = ('a'):rep(300), ('%0'):rep(30000)
  while true do pcall(string.gsub, s, '.*', by) end
end
