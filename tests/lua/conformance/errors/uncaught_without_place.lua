error("the end", 0)
--> error: the end
