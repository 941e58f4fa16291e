print(("1 2 3"):gsub("%d", function(d) return d * 2 end))
print(("a b c"):gsub("%w", function(w) if w == "b" then return "B" end end))
print(("abc"):gsub("(a)(b)", function(x, y) return y .. x end))
--> 2 4 6	3
--> a B c	3
--> bac	1
