local defaults = {high = 80, low = 30}
local t = setmetatable({high = 90}, {__index = defaults})
print(t.high, t.low, t.none)
--> 90	30	nil
