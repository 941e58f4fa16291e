local function none() end
print(pcall(function() return none().x end))
print(pcall(function() return (nil).x end))
print(pcall(function() none()() end))
print(pcall(function() return none() + 1 end))
--> false	test:2: attempt to index a nil value
--> false	test:3: attempt to index a nil value
--> false	test:4: attempt to call a nil value
--> false	test:5: attempt to perform arithmetic on a nil value
