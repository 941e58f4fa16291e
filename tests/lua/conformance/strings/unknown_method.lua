print(pcall(function() return ("x"):trim() end))
--> false	test:1: attempt to call a nil value (method 'trim')
