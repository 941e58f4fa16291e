-- ends in: fuel | runtime
function autoscale()
  local t = setmetatable({}, {__concat = function(a, b) return a .. b end})
  return t .. 'x'
end
