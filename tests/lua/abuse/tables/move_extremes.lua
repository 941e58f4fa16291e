-- ends in: ok
function autoscale()
  local min, max = math.mininteger, math.maxinteger
  for _, f in ipairs({min, 0, max}) do
    for _, t in ipairs({min, 0, max}) do
      pcall(table.move, {1}, f, f, t)
      pcall(table.move, {1}, max, min, t)
      pcall(table.move, {1}, f, f + 2, t)
    end
  end
end
