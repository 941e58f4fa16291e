-- ends in: ok
function autoscale()
  for _, n in ipairs({math.mininteger, -1, 0, 1, math.maxinteger}) do ('abc'):gsub('', 'x', n) end
end
