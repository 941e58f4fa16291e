print(pcall(string.format, "%10s", "a\0b"))
print(#string.format("%s", "a\0b"), #string.format("%5s", ("x"):rep(100)), #string.format("%.3s", ("x"):rep(100)))
--> false	bad argument #2 to 'string.format' (string contains zeros)
--> 3	100	3
