-- ends in: ok
function autoscale()
  if pcall(function() return 1 // 0 end) then error('divided') end
  if pcall(function() return 1 % 0 end) then error('divided') end
  if pcall(function() return math.mininteger % 0 end) then error('divided') end
end
