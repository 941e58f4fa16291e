-- ends in: fuel | runtime
function autoscale()
  local t = {}
  setmetatable(t, {__index = t})
  return t.x
end
