-- ends in: ok
function autoscale()
  for _, v in ipairs({2^53, 2^53 + 1, 2^63, -2^63, 2^64, 1e100, -1e100, 0.1, -0.0, 0 / 0, 1 / 0, '0x7fffffffffffffff', '1e1', ' 1 ', ''}) do
    math.tointeger(v) pcall(math.floor, v) pcall(math.ceil, v) math.type(v) tonumber(v) tostring(v)
    pcall(function() return v | 0 end)
    pcall(string.format, '%d', v)
    pcall(string.rep, 'x', v)
  end
end
