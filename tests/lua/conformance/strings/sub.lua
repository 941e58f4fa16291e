local s = "policy"
print(s:sub(1, 3), s:sub(4), s:sub(-3), s:sub(2, -2))
print(s:sub(3, 3), s:sub(-1), s:sub(1, -1))
--> pol	icy	icy	olic
--> l	y	policy
