print(pcall(string.format, "%" .. ("0"):rep(21) .. "d", 5))
print(pcall(string.format, "%" .. ("-"):rep(18) .. "5d|", 5))
--> false	invalid format (too long)
--> true	5    |
