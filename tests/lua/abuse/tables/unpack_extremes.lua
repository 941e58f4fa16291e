-- ends in: ok
function autoscale()
  local min, max = math.mininteger, math.maxinteger
  for _, i in ipairs({min, -1, 0, 1, 1e9, max}) do
    for _, j in ipairs({min, -1, 0, 1, 1e9, max}) do pcall(table.unpack, {}, i, j) end
  end
end
