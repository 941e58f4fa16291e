for digit in ("1 2 3 4"):gmatch("%d", 4) do print(digit) end
for digit in ("1 2 3"):gmatch("%d", -1) do print(digit) end
--> 3
--> 4
--> 3
