print(pcall(string.match, ("x"):rep(40), ("(x)"):rep(33)))
print(select("#", ("x"):rep(32):match(("(x)"):rep(32))))
--> false	too many captures
--> 32
