print(pcall(function(a, ...) return a.x end))
print(pcall(function(...) return (...).x end))
print(pcall(function(...) local first = ... return first.x end))
--> false	test:1: attempt to index a nil value (local 'a')
--> false	test:2: attempt to index a nil value
--> false	test:3: attempt to index a nil value (local 'first')
