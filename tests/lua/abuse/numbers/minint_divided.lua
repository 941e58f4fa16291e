-- ends in: ok
function autoscale()
  local min, zero = math.mininteger, 0
  local values = {min // -1, min % -1, -min, min * -1, math.abs(min), math.fmod(min, -1), min - 1, math.maxinteger + 1}
  pcall(function() return min // zero end)
  pcall(function() return min % zero end)
  pcall(math.fmod, min, 0)
  return #values == 8 and 'hold' or 'up'
end
