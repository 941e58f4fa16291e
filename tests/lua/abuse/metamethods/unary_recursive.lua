-- ends in: fuel | runtime
function autoscale()
  local mt = {}
  mt.__unm = function(a) return ~a end
  mt.__bnot = function(a) return -a end
  local t = setmetatable({}, mt)
  return 1 + -t
end
