local f
f = coroutine.wrap(function() return pcall(f) end)
print(f())
--> false	cannot resume non-suspended coroutine
