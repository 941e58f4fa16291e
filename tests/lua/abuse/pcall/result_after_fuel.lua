-- ends in: fuel
-- Nothing is returned after the budget is spent.
function autoscale()
  local ok = pcall(function() local s = 0 for i = 1, 1e9 do s = s + i end end)
  return ok and 'up' or 'down'
end
