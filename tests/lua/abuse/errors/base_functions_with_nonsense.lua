-- ends in: fuel
function autoscale()
  local values = {1, -1, 1.5, 0 / 0, 'x', '', true, {}, print, coroutine.create(print), math.mininteger, math.maxinteger}
  for _, f in ipairs({assert, error, getmetatable, ipairs, next, pairs, pcall, print, rawequal, rawget, rawlen, rawset,
    select, setmetatable, tonumber, tostring, type, xpcall}) do
    pcall(f)
    for _, a in ipairs(values) do
      pcall(f, a)
      for _, b in ipairs(values) do pcall(f, a, b) end
    end
  end
end
