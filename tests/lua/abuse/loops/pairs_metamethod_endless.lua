-- ends in: fuel
function autoscale()
  local t = setmetatable({}, {__pairs = function() return function(_, k) return (k or 0) + 1 end end})
  for k in pairs(t) do end
end
