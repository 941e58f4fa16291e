-- ends in: ok
function autoscale()
  for _, i in ipairs({math.mininteger, -5, 0, 4, 5, math.maxinteger}) do
    for x in string.gmatch('abc', '.', i) do end
  end
end
