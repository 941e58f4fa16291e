-- ends in: ok
function autoscale()
  for _, d in ipairs({'%d', '%x', '%c', '%f', '%e', '%g', '%a', '%i', '%o'}) do
    for _, v in ipairs({'x', {}, print, true, 0 / 0, 1 / 0, -1 / 0, 1.5, '', '1e400', ('9'):rep(500)}) do
      pcall(string.format, d, v)
    end
    pcall(string.format, d)
  end
end
