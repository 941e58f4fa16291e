print(tostring(10), tostring(-10), tostring(10.5), tostring(1e3))
print(tostring(2^63), tostring(-2^63), tostring(1e300 * 1e10))
--> 10	-10	10.5	1000.0
--> 9.2233720368548e+18	-9.2233720368548e+18	inf
