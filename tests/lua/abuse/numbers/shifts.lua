-- ends in: ok
function autoscale()
  for _, n in ipairs({math.mininteger, -65, -64, -63, -1, 0, 1, 63, 64, 65, math.maxinteger}) do
    local a, b, c, d = 1 << n, 1 >> n, -1 << n, -1 >> n
    pcall(function() return 1.5 << n end)
    pcall(function() return n << 1.5 end)
    pcall(function() return n << '1' end)
  end
end
