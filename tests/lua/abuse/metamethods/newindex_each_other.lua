-- ends in: fuel | runtime
function autoscale()
  local a, b = {}, {}
  setmetatable(a, {__newindex = b})
  setmetatable(b, {__newindex = a})
  a.x = 1
end
