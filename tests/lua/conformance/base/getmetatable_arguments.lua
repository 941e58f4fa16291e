print(getmetatable({}), getmetatable(nil), getmetatable(print))
print(pcall(getmetatable))
--> nil	nil	nil
--> false	bad argument #1 to 'getmetatable' (value expected)
