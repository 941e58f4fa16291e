-- ends in: fuel
-- Each new string is interned; the table of them never gets smaller.
function autoscale()
  local i = 0
  while true do i = i + 1 local s = ('%d'):format(i) end
end
