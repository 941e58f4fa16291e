-- ends in: fuel | runtime
function twice(...)
  local t = {...}
  for i = 1, #t do t[#t + 1] = t[i] end
  return twice(table.unpack(t))
end
function autoscale() return twice(1) end
