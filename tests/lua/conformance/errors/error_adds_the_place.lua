local ok, text = pcall(function() error("broken") end)
print(ok, text)
--> false	test:1: broken
