-- ends in: ok
function autoscale()
  for x = 1e308, math.huge, 1e308 do if x > 1e308 then break end end
  for x = -math.huge, math.huge do break end
  for x = math.huge, math.huge do break end
  for i = math.maxinteger - 1, math.maxinteger do end
  for i = math.mininteger + 1, math.mininteger, -1 do end
  for i = 1, 3, math.maxinteger do end
  for i = math.maxinteger, math.mininteger, math.mininteger do end
  for i = math.mininteger, math.maxinteger, math.maxinteger do end
end
