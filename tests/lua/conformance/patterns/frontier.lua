print(("THE (quick) fox"):find("%f[%a]%a+%f[%A]"))
print((("hello big world"):gsub("%f[%w]%w+", function(w) return #w end)))
print(("word"):find("%f[%z]"), ("a b"):match("%f[%w]b"))
--> 1	3
--> 5 3 5
--> 5	b
