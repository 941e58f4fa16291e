print(string.format("%s", 1, 2, 3), string.format("none", 1))
--> 1	none
