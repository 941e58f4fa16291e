local n = "42"
print(n:len(), n + 0, n:rep(2) + 1)
--> 2	42	4243
