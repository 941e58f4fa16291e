-- ends in: fuel | runtime
function autoscale()
  local t = setmetatable({}, {__tostring = function(t) return string.format('%s%s', t, t) end})
  return string.format('%s', t)
end
