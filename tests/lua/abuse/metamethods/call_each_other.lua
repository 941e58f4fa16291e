-- ends in: runtime
function autoscale()
  local a, b = {}, {}
  setmetatable(a, {__call = b})
  setmetatable(b, {__call = a})
  a(1, 2, 3)
end
