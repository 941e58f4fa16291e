-- ends in: fuel | ok
function autoscale()
  local min, max = math.mininteger, math.maxinteger
  local places = {min, min + 1, -4, -3, -1, 0, 1, 3, 4, max - 1, max}
  for _, i in ipairs(places) do
    for _, j in ipairs(places) do
      local s = ('abc'):sub(i, j)
      pcall(string.byte, 'abc', i, j)
      pcall(string.find, 'abc', 'b', i)
      pcall(string.rep, 'abc', i)
      pcall(utf8.len, 'abc', i, j)
      pcall(utf8.offset, 'abc', i, j)
    end
  end
end
