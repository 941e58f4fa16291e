local co = coroutine.create(function() error({code = 1}) end)
local ok, e = coroutine.resume(co)
print(ok, e.code)
print(coroutine.resume(coroutine.create(function() local t; return t.x end)))
--> false	1
--> false	test:4: attempt to index a nil value (local 't')
