local t = setmetatable({}, {__metatable = "locked"})
print(getmetatable(t))
print(pcall(setmetatable, t, {}))
print(getmetatable("x").__index == string, getmetatable(5), getmetatable(nil))
--> locked
--> false	cannot change a protected metatable
--> true	nil	nil
