local f = coroutine.wrap(function() error("went wrong") end)
print(pcall(function() return (f()) end))
--> false	test:2: test:1: went wrong
--! Lua puts the place of the resumer before that of the error
--ours> false	test:1: went wrong
