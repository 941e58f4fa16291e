-- ends in: fuel | runtime
function autoscale()
  local f = function() return 1 end
  for i = 1, 1000 do f = setmetatable({}, {__call = f}) end
  return f()
end
