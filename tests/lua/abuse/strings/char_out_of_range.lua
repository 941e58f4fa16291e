-- ends in: ok
function autoscale()
  for _, n in ipairs({-1, 256, math.maxinteger, math.mininteger, 1.5, 0 / 0, 1 / 0}) do
    if pcall(string.char, n) then error('taken') end
  end
end
