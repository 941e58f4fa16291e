print(pcall(coroutine.yield, 1))
print(coroutine.isyieldable())
--> false	attempt to yield from outside a coroutine
--> false
