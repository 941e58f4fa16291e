-- ends in: fuel | runtime
function autoscale()
  local t = setmetatable({}, {__tostring = function(t) return 'x' .. tostring(t) end})
  return tostring(t)
end
