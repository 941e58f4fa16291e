local function factorial(n)
  return n <= 1 and 1 or n * factorial(n - 1)
end
print(factorial(10), factorial(20))
local fib
fib = function(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
print(fib(15))
--> 3628800	2432902008176640000
--> 610
