-- ends in: fuel | ok
function autoscale()
  for _, p in ipairs({'%', '[', '[a', '[%', '[]', '[^]', '(', ')', '()', '(()', '%1', '%9(a)', '%b', '%bx', '%f', '%fa',
    '%f[', '[a-', '[a-]', '[%a-z]', '[z-a]', '^*', '$*', '*', '**', '+', '-', '?', '((((((((((', 'a-*?+', '%g%', '%0', '%z\0', '\0'}) do
    pcall(string.find, 'some (text) 123', p)
    pcall(string.gsub, 'some (text) 123', p, '%1%0%9')
    pcall(string.match, 'some (text) 123', p, -3)
    pcall(function() for a, b in string.gmatch('some (text) 123', p) do end end)
  end
end
