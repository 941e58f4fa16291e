-- ends in: fuel | runtime
function autoscale()
  local t = {}
  setmetatable(t, {__newindex = t})
  t.x = 1
end
