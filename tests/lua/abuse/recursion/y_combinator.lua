-- ends in: fuel | runtime
local function y(f) return (function(x) return x(x) end)(function(x) return f(function(v) return x(x)(v) end) end) end
function autoscale() return y(function(self) return function(n) return 1 + self(n + 1) end end)(0) end
