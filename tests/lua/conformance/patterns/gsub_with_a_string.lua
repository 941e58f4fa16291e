print(("hello"):gsub("l", "L"), ("hello"):gsub("x", "y"))
print(("abc"):gsub("%w", "%0%0"), ("abc"):gsub("(%w)", "<%1>"))
print(("k=v"):gsub("(%w)=(%w)", "%2=%1"))
--> heLLo	hello	0
--> aabbcc	<a><b><c>	3
--> v=k	1
