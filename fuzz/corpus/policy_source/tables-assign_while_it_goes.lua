-- ends in: fuel | ok
function autoscale()
  local t = {}
  for i = 1, 200 do t[i], t['k' .. i] = i, i end
  for k in pairs(t) do t[k] = nil end
  for i = 1, 200 do t[i], t['k' .. i] = i, i end
  for k in pairs(t) do pcall(function() t[{}] = 1 end) if next(t) then t[k] = nil end end
end
