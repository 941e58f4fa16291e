print(tostring(nil), tostring(true), tostring(12), tostring(1.50), tostring("x"))
print(pcall(tostring))
print((tostring({}):gsub("0x%x+", "ADDRESS")), (tostring(print):gsub("0x%x+", "ADDRESS")))
--> nil	true	12	1.5	x
--> false	bad argument #1 to 'tostring' (value expected)
--> table: ADDRESS	function: ADDRESS
