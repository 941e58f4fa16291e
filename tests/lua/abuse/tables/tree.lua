-- ends in: fuel
local function tree(n) return {tree2(n + 1), tree2(n + 1)} end
function tree2(n) if n > 25 then return n end return tree(n) end
function autoscale() return tree(1) end
