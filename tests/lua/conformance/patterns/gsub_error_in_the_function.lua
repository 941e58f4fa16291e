print(pcall(string.gsub, "abc", "b", function() error("inside", 0) end))
print(pcall(string.gsub, "abc", "b", function(x) return x.y.z end))
--> false	inside
--> false	test:2: attempt to index a nil value (field 'y')
