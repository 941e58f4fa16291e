-- ends in: fuel | ok
-- Every function of the library with every kind of argument.
function autoscale()
  local values = {1, -1, 1.5, 0 / 0, 1 / 0, 'x', '', true, {}, print, coroutine.create(print), math.mininteger, math.maxinteger}
  local libraries = {string, table, math, os, utf8, scale}
  for _, library in ipairs(libraries) do
    for name, f in pairs(library) do
      if type(f) == 'function' then
        pcall(f)
        for i = 1, #values do pcall(f, values[i]) end
      end
    end
  end
end
