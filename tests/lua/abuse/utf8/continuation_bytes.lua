-- ends in: fuel
-- One step has to pass them all.
function autoscale()
  local s = 'a' .. ('\x80'):rep(65000)
  local step = utf8.codes(s)
  while true do pcall(step, s, 1) end
end
