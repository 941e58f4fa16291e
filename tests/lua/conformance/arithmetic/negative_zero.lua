local z = -0.0
print(z, z == 0, 1 / z)
print(0 * -1, 0.0 * -1)
--> -0.0	true	-inf
--> 0	-0.0
