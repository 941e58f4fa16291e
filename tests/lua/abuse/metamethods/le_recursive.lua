-- ends in: fuel | runtime
function autoscale()
  local mt = {__le = function(a, b) return not (b <= a) end}
  return setmetatable({}, mt) <= setmetatable({}, mt)
end
