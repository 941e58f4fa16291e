local t = {}
function t.greet(self) return self.name.first end
print(pcall(function() return t:greet() end))
print(pcall(function() return t.greet() end))
print(pcall(function() local s = "x"; return s.rep() end))
--> false	test:2: attempt to index a nil value (field 'name')
--> false	test:2: attempt to index a nil value (local 'self')
--> false	test:5: bad argument #1 to 'rep' (string expected, got no value)
