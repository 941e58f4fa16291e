print(math.sin(0), math.cos(0), math.tan(0))
print(string.format("%.6f %.6f %.6f", math.sin(1), math.cos(1), math.tan(1)))
print(string.format("%.6f %.6f %.6f", math.asin(0.5), math.acos(0.5), math.atan(0.5)))
print(string.format("%.6f %.6f %.6f", math.atan(1, -1), math.atan(-1, -1), math.atan(0, -1)))
--> 0.0	1.0	0.0
--> 0.841471 0.540302 1.557408
--> 0.523599 1.047198 0.463648
--> 2.356194 -2.356194 3.141593
