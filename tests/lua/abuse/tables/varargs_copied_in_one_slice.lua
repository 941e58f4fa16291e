-- ends in: fuel
-- One instruction copies thousands of values; sixty of them are one slice.
function more(n, ...)
  if n > 0 then
    return more(n - 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, ...)
  end
  local a = {...} local b = {...} local c = {...} local d = {...} local e = {...} local f = {...}
  local g = {...} local h = {...} local i = {...} local j = {...} local k = {...} local l = {...}
end
function autoscale() more(60) more(200) more(400) end
