-- ends in: ok
function autoscale()
  local min, max = math.mininteger, math.maxinteger
  for _, i in ipairs({min, -1, 0, 1, max}) do
    for _, j in ipairs({min, -1, 0, 1, max}) do
      pcall(table.concat, {'a', 'b'}, ',', i, j)
      pcall(table.concat, {[min] = 'a', [max] = 'b'}, ',', i, j)
    end
  end
end
