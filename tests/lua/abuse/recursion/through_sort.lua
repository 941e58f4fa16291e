-- ends in: fuel | runtime
function autoscale()
  table.sort({1, 2, 3}, function(a, b) autoscale() return a < b end)
end
