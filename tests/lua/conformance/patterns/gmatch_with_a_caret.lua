local count = 0
for _ in ("aaa"):gmatch("^a") do count = count + 1 end
print(count)
for m in ("x^ax"):gmatch("%^a") do print(m) end
--> 0
--> ^a
