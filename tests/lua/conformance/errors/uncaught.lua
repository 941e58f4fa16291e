print("before")
error("the end")
--> before
--> error: test:2: the end
