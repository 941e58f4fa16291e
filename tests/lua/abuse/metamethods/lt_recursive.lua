-- ends in: fuel | runtime
function autoscale()
  local mt = {__lt = function(a, b) return not (a < b) end}
  return setmetatable({}, mt) < setmetatable({}, mt)
end
