-- ends in: ok
function autoscale()
  for _, level in ipairs({math.mininteger, -1, 0, 1, 2, 3, 100, math.maxinteger, 1.5, 'x', {}}) do
    if pcall(error, 'x', level) then error('not raised') end
  end
end
