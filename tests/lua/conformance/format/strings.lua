print(string.format("%s %s %s", "a", 1, 2.5))
print(string.format("%s %s %s", true, nil, "x"))
print(("%s"):format("method"))
--> a 1 2.5
--> true nil x
--> method
