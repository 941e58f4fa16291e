local t = {1, 2, 3, nil}
print(#t)
t[4] = 4
print(#t)
--> 3
--> 4
