-- ends in: ok
function autoscale()
  for _, f in ipairs({'%', '%z', '%100d', '%.100f', '%' .. ('-'):rep(1000) .. 'd', '%#', '%l', '%*d', '%1$d',
    '%' .. ('0'):rep(60000), '%\0', '%-+ #0', '%q%', '%5q', '%i%s'}) do
    if pcall(string.format, f, 1) then error('taken: ' .. f:sub(1, 20)) end
  end
end
