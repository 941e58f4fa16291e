local t = {1, 2, x = 3, [10] = 4, [1.5] = 5, [true] = 6}
local sum, n = 0, 0
for _, value in pairs(t) do sum = sum + value n = n + 1 end
print(sum, n)
--> 21	6
