-- ends in: fuel | runtime
function autoscale()
  local mt = {__eq = function(a, b) return not (a == b) end}
  return setmetatable({}, mt) == setmetatable({}, mt)
end
