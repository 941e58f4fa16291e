-- ends in: ok
function autoscale()
  for _, t in ipairs({math.mininteger, -1, 0, 1e9, 1e12, 1e15, 2^53, 2^62, math.maxinteger}) do
    pcall(os.date, '%c', t) pcall(os.date, '*t', t) pcall(os.date, '!%Y-%m-%d', t)
  end
end
