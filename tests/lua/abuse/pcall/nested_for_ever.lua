-- ends in: fuel
function nest(n) local ok, e = pcall(nest, n + 1) return e end
function autoscale() while true do nest(1) end end
