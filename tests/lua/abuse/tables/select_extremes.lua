-- ends in: ok
function autoscale()
  for _, n in ipairs({math.mininteger, -2, -1, 0, 1, 2, 1e9, math.maxinteger, 1.5, '#', '##', ''}) do pcall(select, n, 1) end
end
