-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 500 do t = setmetatable({}, {__index = t}) end
  for i = 1, 1000 do local x = t.absent end
end
