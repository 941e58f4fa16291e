-- ends in: ok
function autoscale()
  local t = {}
  for i = 1, 100 do t[i] = i end
  table.sort(t, function() return true end)
  if #t ~= 100 then error('lost') end
end
