local a, b, c, d, e, f, g, h = 1, 2, 3, 4, 5, 6, 7, 8
do
  local a, c, e, g = h, f, d, b
  print(a, b, c, d, e, f, g, h)
end
print(a + b + c + d + e + f + g + h)
--> 8	2	6	4	4	6	2	8
--> 36
