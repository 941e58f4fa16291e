print(string.format("%a %a %a", 1, 0.5, -2.25))
print(string.format("%A", 255.5), string.format("%.2a", 1 / 3), string.format("%.0a", 1.5))
print(string.format("%a", 0), string.format("[%12a][%-12a]", 1, 1))
--> 0x1p+0 0x1p-1 -0x1.2p+1
--> 0X1.FFP+7	0x1.55p-2	0x2p+0
--> 0x0p+0	[      0x1p+0][0x1p+0      ]
