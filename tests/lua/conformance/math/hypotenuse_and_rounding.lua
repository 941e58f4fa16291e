local function round(x, digits)
  local scale = 10 ^ (digits or 0)
  return math.floor(x * scale + 0.5) / scale
end
print(math.sqrt(3 ^ 2 + 4 ^ 2), round(3.14159, 2), round(2.5), round(1234.5678, 1))
--> 5.0	3.14	3.0	1234.6
