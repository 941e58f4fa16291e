local t = setmetatable({}, {__tostring = function() return "a policy" end})
print(string.format("%s|%10s|%.3s", t, t, t))
--> a policy|  a policy|a p
