-- ends in: fuel | runtime
function deep(n) local x = n local f = function() return x end return f() + deep(n + 1) end
function autoscale() return deep(1) end
