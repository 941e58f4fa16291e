-- ends in: result
-- Fields are read raw.
function autoscale()
  return setmetatable({}, {__index = function() while true do end end, __pairs = error, __len = error})
end
