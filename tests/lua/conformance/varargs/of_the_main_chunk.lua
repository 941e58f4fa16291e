print(select("#", ...), ...)
--> 0
