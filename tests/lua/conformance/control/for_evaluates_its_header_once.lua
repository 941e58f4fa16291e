local calls = 0
local function limit() calls = calls + 1 return 3 end
for i = 1, limit() do end
print(calls)
--> 1
