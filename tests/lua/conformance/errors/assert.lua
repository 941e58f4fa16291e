print(assert(1, "unused"), select("#", assert(1, 2, 3)))
print(pcall(assert, false))
print(pcall(assert, nil, "message"))
print(pcall(assert, false, {1}) == false)
print(pcall(assert))
--> 1	3
--> false	assertion failed!
--> false	message
--> true
--> false	bad argument #1 to 'assert' (value expected)
