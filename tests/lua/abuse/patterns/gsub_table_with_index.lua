-- ends in: fuel | runtime
function autoscale()
  local t = setmetatable({}, {__index = function(t, k) return (('abc'):gsub('.', t)) end})
  return (('abc'):gsub('.', t))
end
