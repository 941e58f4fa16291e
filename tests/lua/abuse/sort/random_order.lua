-- ends in: fuel | ok
function autoscale()
  local t = {}
  for i = 1, 100 do t[i] = i end
  table.sort(t, function() return math.random() < 0.5 end)
  local seen = 0
  for _, v in ipairs(t) do seen = seen + v end
  if seen ~= 5050 then error('lost') end
end
