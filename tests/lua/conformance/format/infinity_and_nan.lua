print(string.format("%f %e %g", 1 / 0, -1 / 0, 1 / 0))
print(string.format("[%5.1f][%-5.1f][%05.1f][%+f]", 1 / 0, 1 / 0, 1 / 0, 1 / 0))
print(string.format("%E %G", 1 / 0, -1 / 0))
print(string.format("%.1f %5.1f", 0 / 0, 0 / 0):gsub("-?nan", "nan"))
--> inf -inf inf
--> [  inf][inf  ][  inf][+inf]
--> INF -INF
--> nan  nan	2
