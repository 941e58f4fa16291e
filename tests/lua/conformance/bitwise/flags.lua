local READ, WRITE, EXECUTE = 1, 2, 4
local mode = READ | EXECUTE
print(mode & WRITE ~= 0, mode & EXECUTE ~= 0)
mode = mode & ~READ
print(mode, mode ~ WRITE)
--> false	true
--> 4	6
