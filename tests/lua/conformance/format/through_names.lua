local t = setmetatable({}, {__name = "Policy"})
print((string.format("%s", t):gsub("0x%x+", "ADDRESS")))
local n = setmetatable({}, {__tostring = function() return 42 end})
print(string.format("[%5s]", n))
--> Policy: ADDRESS
--> [   42]
