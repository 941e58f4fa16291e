local metrics = {}
local ok, text = pcall(function() return metrics.cpu > 80 end)
print(ok, text)
local ok, text = pcall(function() return 80 > metrics.cpu end)
print(ok, text)
--> false	test:2: attempt to compare number with nil
--> false	test:4: attempt to compare nil with number
