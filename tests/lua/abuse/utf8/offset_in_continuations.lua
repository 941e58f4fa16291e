-- ends in: fuel
function autoscale()
  local s = 'a' .. ('\x80'):rep(65000)
  while true do pcall(utf8.offset, s, 0, -1) pcall(utf8.offset, s, -1) end
end
