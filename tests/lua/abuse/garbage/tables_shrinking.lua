-- ends in: fuel
function autoscale()
  local t = {}
  while true do
    for i = 1, 500 do t[#t + 1] = i end
    for i = 1, 500 do t[#t] = nil end
  end
end
