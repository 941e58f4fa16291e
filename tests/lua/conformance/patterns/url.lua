local path, query = ("/api/users?id=7&x="):match("^([^?]*)%??(.*)$")
print(path, query)
for key, value in query:gmatch("([^&=]+)=([^&]*)") do print(key, "[" .. value .. "]") end
--> /api/users	id=7&x=
--> id	[7]
--> x	[]
