print(setmetatable({}, {__tostring = function() return "mine" end}), 1)
--> mine	1
