-- ends in: ok
function autoscale()
  for _, by in ipairs({'%', '%2', '%a', ('%'):rep(999), '%9'}) do
    if pcall(string.gsub, 'abc', 'b', by) then error('taken: ' .. by:sub(1, 10)) end
  end
end
