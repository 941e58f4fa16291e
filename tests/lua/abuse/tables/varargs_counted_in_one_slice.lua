-- ends in: fuel
function more(n, ...)
  if n > 0 then
    return more(n - 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, ...)
  end
  while true do
    local a, b, c = ..., (...), {..., ...}
    select('#', ...)
  end
end
function autoscale() more(100) end
