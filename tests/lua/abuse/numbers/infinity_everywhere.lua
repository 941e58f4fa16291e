-- ends in: fuel | ok
function autoscale()
  for _, inf in ipairs({math.huge, -math.huge}) do
    for _, f in pairs(math) do if type(f) == 'function' then pcall(f, inf) pcall(f, inf, inf) pcall(f, 1, inf) end end
    for _, f in pairs(string) do pcall(f, 'abc', inf) pcall(f, 'abc', 1, inf) end
    for _, f in pairs(table) do pcall(f, {1, 2}, inf) pcall(f, {1, 2}, 1, inf) end
  end
end
