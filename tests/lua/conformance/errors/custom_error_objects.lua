local Failure = {}
Failure.__index = Failure
Failure.__tostring = function(e) return "failure " .. e.code end
local ok, e = pcall(error, setmetatable({code = 503}, Failure))
print(ok, tostring(e), getmetatable(e) == Failure, e.code)
--> false	failure 503	true	503
