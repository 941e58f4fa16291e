local function clamp(x, low, high)
  return math.max(low, math.min(high, x))
end
print(clamp(5, 1, 10), clamp(-5, 1, 10), clamp(50, 1, 10), clamp(2.5, 1, 10))
--> 5	1	10	2.5
