print(("$cpu and $mem and $x"):gsub("%$(%w+)", {cpu = "85", mem = 70}))
print(("abc"):gsub("%w", {a = false, b = "B"}))
--> 85 and 70 and $x	3
--> aBc	3
