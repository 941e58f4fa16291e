-- ends in: fuel
function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
function autoscale() return fib(40) end
