local samples = {90, 85, 100, 95}
local sum = 0
for _, value in ipairs(samples) do
  sum = sum + value
end
print(sum, sum / #samples, sum // #samples)
--> 370	92.5	92
