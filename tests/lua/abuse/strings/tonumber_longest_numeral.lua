-- ends in: fuel
-- As long as a numeral may be, and hard to round.
function autoscale()
  local s = '0.' .. ('0'):rep(20) .. ('179769313486231570814527423731704356798'):rep(4)
  s = s:sub(1, 195)
  while true do local x = tonumber(s) end
end
