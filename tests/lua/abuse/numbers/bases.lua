-- ends in: ok
function autoscale()
  for _, base in ipairs({math.mininteger, -1, 0, 1, 2, 10, 16, 36, 37, math.maxinteger, 1.5}) do
    for _, s in ipairs({'', '-', '0', 'z', '-zz', ' 7 ', '1\0', '7fffffffffffffff', ('1'):rep(100)}) do pcall(tonumber, s, base) end
  end
end
