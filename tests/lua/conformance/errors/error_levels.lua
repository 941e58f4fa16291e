local function f(level) error("text", level) end
local function g(level) f(level) end
print(pcall(g, 0))
print(pcall(g, 1))
print(pcall(g, 2))
print(pcall(g, 3))
--> false	text
--> false	test:1: text
--> false	test:2: text
--> false	text
