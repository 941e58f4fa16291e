print(string.format("%f %f", 1, 1.5))
print(string.format("%.0f %.1f %.2f %.3f", 2.5, 2.25, 2.675, 1 / 3))
print(string.format("%.2f%%", 85.678))
print(string.format("%.20f", 0.1))
--> 1.000000 1.500000
--> 2 2.2 2.67 0.333
--> 85.68%
--> 0.10000000000000000555
