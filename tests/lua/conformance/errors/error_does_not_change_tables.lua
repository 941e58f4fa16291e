local problem = {code = 1}
local ok, caught = pcall(function() error(problem) end)
print(ok, caught == problem)
--> false	true
