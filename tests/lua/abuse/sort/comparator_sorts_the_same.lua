-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 30 do t[i] = i * 37 % 101 end
  local function less(a, b) if #t > 0 then table.sort(t) end return a < b end
  while true do table.sort(t, less) end
end
