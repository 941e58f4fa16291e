math.randomseed(3.0)
local a = math.random(1000)
math.randomseed(3)
print(a == math.random(1000), a)
print(pcall(math.randomseed, 0.5))
--> true	394
--> false	bad argument #1 to 'math.randomseed' (number has no integer representation)
