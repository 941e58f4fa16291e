-- ends in: fuel | memory
function autoscale()
  local t = setmetatable({}, {__index = function(t, k) return t[k .. 'x'] .. 'y' end})
  return t.x
end
