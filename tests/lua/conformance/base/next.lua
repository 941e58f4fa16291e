print(next({}), next({5}), next({5}, 1))
print(next({x = 1}))
print(pcall(next))
print(pcall(next, {}, "no such key"))
print(select("#", next({})))
--> nil	1	nil
--> x	1
--> false	bad argument #1 to 'next' (table expected, got no value)
--> false	invalid key to 'next'
--> 1
