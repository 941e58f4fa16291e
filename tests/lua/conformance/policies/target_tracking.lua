local function desired(current, value, target)
  return math.ceil(current * value / target)
end
print(desired(4, 90, 60), desired(4, 60, 60), desired(10, 5, 60), desired(3, 61.0, 60))
--> 6	4	1	4
