local co = coroutine.create(math.max)
print(coroutine.resume(co, 3, 9, 4))
print(coroutine.resume(coroutine.create(pcall), error, "x"))
print(coroutine.wrap(string.upper)("abc"))
--> true	9
--> true	false	x
--> ABC
