-- ends in: fuel
function autoscale()
  local t = {}
  setmetatable(t, {__newindex = t})
  t.x = 1
end
