-- ends in: fuel | runtime
local function even(n) return n == 0 or not odd(n - 1) end
function odd(n) return n ~= 0 and not even(n - 1) end
function autoscale() return even(1e9) end
