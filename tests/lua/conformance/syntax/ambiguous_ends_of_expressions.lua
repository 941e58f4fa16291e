local a, b = 1, 2
print(a
(b))
--> error: test:2: attempt to call a number value (local 'a')
