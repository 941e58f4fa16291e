-- ends in: ok
function autoscale()
  local x = 1
  for i = 1, 200 do x = x * 3 + 1 end
  for i = 1, 200 do x = x - (x << 1) end
  local y = math.maxinteger
  for i = 1, 10 do y = y + y end
end
