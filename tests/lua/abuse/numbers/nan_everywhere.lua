-- ends in: ok
function autoscale()
  local nan = 0 / 0
  for _, f in pairs(math) do if type(f) == 'function' then pcall(f, nan) pcall(f, nan, nan) pcall(f, 1, nan) end end
  for _, f in pairs(string) do pcall(f, 'abc', nan) pcall(f, 'abc', 1, nan) end
  for _, f in pairs(table) do pcall(f, {1, 2}, nan) pcall(f, {1, 2}, 1, nan) end
end
