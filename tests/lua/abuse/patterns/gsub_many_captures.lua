-- ends in: fuel
-- 32 places for each byte.
function autoscale()
  local s, p = ('a'):rep(60000), ('()'):rep(31) .. '.'
  while true do s:gsub(p, '') end
end
