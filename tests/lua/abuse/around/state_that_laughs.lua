-- ends in: state
-- A little table in a little table, ten times in each: a million in all.
function autoscale()
  local t = {1}
  for i = 1, 10 do t = {t, t, t, t, t, t, t, t, t, t} end
  state.t = t
end
