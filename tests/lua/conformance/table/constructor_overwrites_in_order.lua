local t = {[1] = "key", "list"}
print(t[1])
--> list
