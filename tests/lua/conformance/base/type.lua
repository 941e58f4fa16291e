print(type(nil), type(true), type(1), type(1.5), type("x"))
print(type({}), type(print), type(type), type(coroutine.create(print)))
print(pcall(type))
--> nil	boolean	number	number	string
--> table	function	function	thread
--> false	bad argument #1 to 'type' (value expected)
