-- ends in: fuel
function autoscale()
  local values = {math.mininteger, -1, 0, 1.5, 'x', {}, print, math.maxinteger}
  for _, library in ipairs({table, string, utf8}) do
    for name, f in pairs(library) do
      if type(f) == 'function' then
        for _, a in ipairs({'abc', {1, 2, 3}}) do
          for _, b in ipairs(values) do for _, c in ipairs(values) do pcall(f, a, b, c) end end
        end
      end
    end
  end
end
