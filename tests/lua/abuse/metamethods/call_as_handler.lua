-- ends in: runtime
function autoscale()
  local t = {}
  setmetatable(t, {__call = t})
  return xpcall(error, t, 'x')
end
