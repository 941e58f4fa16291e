-- ends in: fuel
-- A separator that is never put in is not looked at either.
function autoscale()
  local s = ('x'):rep(65000)
  while true do local t = ('x'):rep(1, s) t = ('x'):rep(0, s) end
end
