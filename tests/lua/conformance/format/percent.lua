print(string.format("100%%"), string.format("%d%%", 5), string.format("%%s"))
--> 100%	5%	%s
