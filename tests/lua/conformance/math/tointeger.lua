print(math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"), math.tointeger("x"))
print(math.tointeger(2^53), math.tointeger(2^63), math.tointeger({}))
print(pcall(math.tointeger))
--> 3	nil	8	nil
--> 9007199254740992	nil	nil
--> false	bad argument #1 to 'math.tointeger' (value expected)
