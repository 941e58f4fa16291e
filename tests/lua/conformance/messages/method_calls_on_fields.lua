local service = {name = "web"}
print(pcall(function() return service.name:trim() end))
print(pcall(function() return service.port:len() end))
print(pcall(function() return service:start() end))
--> false	test:2: attempt to call a nil value (method 'trim')
--> false	test:3: attempt to index a nil value (field 'port')
--> false	test:4: attempt to call a nil value (method 'start')
