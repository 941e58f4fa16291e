local defaults = {high = 80, low = 30, step = 1}
local function settings(own) return setmetatable(own or {}, {__index = defaults}) end
local s = settings({high = 90})
print(s.high, s.low, s.step, settings().high)
--> 90	30	1	80
