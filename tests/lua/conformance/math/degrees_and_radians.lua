print(math.deg(math.pi), math.rad(180) == math.pi, math.deg(1))
print(math.pi)
--> 180.0	true	57.295779513082
--> 3.1415926535898
