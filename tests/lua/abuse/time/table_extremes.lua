-- ends in: ok
function autoscale()
  for _, n in ipairs({math.mininteger, -2^31 - 1, -2^31, -1, 0, 13, 2^31 - 1, 2^31, math.maxinteger, 1.5, 'x', 0 / 0}) do
    pcall(os.time, {year = n, month = n, day = n, hour = n, min = n, sec = n})
    pcall(os.time, {year = 2026, month = 1, day = n})
    pcall(os.time, {year = 2026, month = n, day = 1})
  end
  pcall(os.time, setmetatable({}, {__index = function() return 1e9 end}))
end
