-- ends in: fuel | ok
local at = 0
function autoscale()
  local values = {1, -1, 1.5, 0 / 0, 'x', '', true, {}, print, math.mininteger, math.maxinteger}
  for _, library in ipairs({string, table, math, os, utf8}) do
    for name, f in pairs(library) do
      if type(f) == 'function' then
        for _, a in ipairs({'abc', {1, 2, 3}, 7}) do
          for _, b in ipairs(values) do pcall(f, a, b) end
        end
      end
    end
  end
end
