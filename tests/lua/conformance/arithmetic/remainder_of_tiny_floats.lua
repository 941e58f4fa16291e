local tiny, small = 1e-300, 3e-300
print(-tiny % small, tiny % -small, -tiny % -small, tiny % small)
print(-5e-324 % 1.5e-323, 5e-324 % -1.5e-323)
print(-1e-170 % 1e170, 1e-170 % -1e170)
--> 2e-300	-2e-300	-1e-300	1e-300
--> 9.8813129168249e-324	-9.8813129168249e-324
--> 1e+170	-1e+170
