print(("abc"):gsub("", "-"), ("abc"):gsub("x*", "-"), (""):gsub("", "x"))
print(("hello world"):gsub("%w*", "x"), ("a,b,,c"):gsub("%w*", "<%0>"))
--> -a-b-c-	-a-b-c-	x	1
--> x x	<a>,<b>,<>,<c>	4
