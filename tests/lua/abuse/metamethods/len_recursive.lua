-- ends in: fuel | runtime
function autoscale()
  local t = setmetatable({}, {__len = function(t) return #t + 1 end})
  return #t
end
