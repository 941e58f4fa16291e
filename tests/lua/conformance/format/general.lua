print(string.format("%g %g %g %g", 100000, 1000000, 0.0001, 0.00001))
print(string.format("%g %g %g", 1.5, 2.0, 1e100))
print(string.format("%.3g %.10g %.0g", 1234.5678, 1234.5678, 1234.5678))
print(string.format("%#g %G", 1.5, 1e-10))
--> 100000 1e+06 0.0001 1e-05
--> 1.5 2 1e+100
--> 1.23e+03 1234.5678 1e+03
--> 1.50000 1E-10
