local s = "load 85%"
print(string.char(s:byte(1, -1)) == s)
--> true
