-- ends in: fuel
function deep(n) if n == 0 then error('deep') end return 1 + deep(n - 1) end
function autoscale() while true do pcall(deep, 500) end end
