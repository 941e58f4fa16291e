-- ends in: fuel | ok
function autoscale()
  for _, s in ipairs({('9'):rep(60000), '1' .. ('0'):rep(60000), '0x' .. ('f'):rep(60000), '1e' .. ('9'):rep(60000),
    ('0'):rep(60000) .. '1', '.' .. ('0'):rep(60000) .. '1', (' '):rep(60000) .. '1', '1' .. (' '):rep(60000),
    '0x.' .. ('0'):rep(60000) .. '1p' .. ('9'):rep(100), '-' .. ('-'):rep(60000)}) do
    tonumber(s)
    pcall(function() return s + 1 end)
    pcall(function() return s | 1 end)
    pcall(function() return -s end)
    pcall(math.floor, s)
    pcall(string.rep, 'x', s)
    pcall(function() for i = 1, s do break end end)
  end
end
