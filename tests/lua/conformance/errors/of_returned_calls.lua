print(pcall(function() return error("returned") end))
print(pcall(function() return string.rep() end))
local function check(x) return assert(x, "checked") end
print(pcall(check, nil))
print(pcall(function() return tostring() end))
--> false	test:1: returned
--> false	test:2: bad argument #1 to 'rep' (string expected, got no value)
--> false	test:3: checked
--> false	test:5: bad argument #1 to 'tostring' (value expected)
