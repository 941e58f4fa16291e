local t = {["end"] = 1, ["nil"] = 2}
print(t["end"], t["nil"])
--> 1	2
