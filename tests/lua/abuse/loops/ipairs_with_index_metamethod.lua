-- ends in: fuel
function autoscale()
  local all = setmetatable({}, {__index = function(_, i) return i end})
  for i, v in ipairs(all) do end
end
