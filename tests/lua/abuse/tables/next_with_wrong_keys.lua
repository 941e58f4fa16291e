-- ends in: ok
function autoscale()
  local t = {1, 2, 3, a = 1, b = 2}
  for _, k in ipairs({0, 4, -1, 1.5, 'zz', print, {}, true, math.maxinteger, math.mininteger, 2^53}) do pcall(next, t, k) end
  pcall(next, t, 0 / 0)
  pcall(next) pcall(next, 1) pcall(next, nil, nil)
end
