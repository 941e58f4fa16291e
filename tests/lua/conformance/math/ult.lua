print(math.ult(1, 2), math.ult(-1, 2), math.ult(1, -1), math.ult(0, 0))
print(pcall(math.ult, 1, 1.5))
--> true	false	true	false
--> false	bad argument #2 to 'math.ult' (number has no integer representation)
