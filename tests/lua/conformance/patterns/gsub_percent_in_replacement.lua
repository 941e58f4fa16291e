print(("abc"):gsub("b", "%%"), ("50"):gsub("%d+", "%0%%"))
print(pcall(string.gsub, "abc", "b", "%x"))
print(pcall(string.gsub, "abc", "b", "%"))
print(pcall(string.gsub, "abc", "b", "%2"))
--> a%c	50%	1
--> false	invalid use of '%' in replacement string
--> false	invalid use of '%' in replacement string
--> false	invalid capture index %2
