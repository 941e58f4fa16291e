-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 5000 do t = setmetatable({}, t) end
  while true do local x = {} end
end
