local key = {}
local t = {[key] = "table", [true] = "boolean", [1.5] = "float", [print] = "function"}
print(t[key], t[true], t[1.5], t[print], t[{}])
--> table	boolean	float	function	nil
