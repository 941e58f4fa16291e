print(pcall(function() for _ in utf8.codes("ab\xff") do end end))
print(pcall(function() for _ in utf8.codes("\xc3") do end end))
print(pcall(utf8.codes))
--> false	test:1: invalid UTF-8 code
--> false	test:2: invalid UTF-8 code
--> false	bad argument #1 to 'utf8.codes' (string expected, got no value)
