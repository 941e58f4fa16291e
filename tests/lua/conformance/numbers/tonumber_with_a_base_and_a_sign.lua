print(tonumber("+1z", 36), tonumber(" -10\t", 2), tonumber("+", 10), tonumber("-", 10), tonumber("+-1", 10))
--> 71	-2	nil	nil	nil
