-- ends in: fuel
function nest(n) if n == 0 then error('x') end return pcall(nest, n - 1) end
function autoscale() nest(1500) end
