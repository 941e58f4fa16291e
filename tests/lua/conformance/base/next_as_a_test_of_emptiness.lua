local function empty(t) return next(t) == nil end
local t = {a = 1}
print(empty({}), empty(t))
t.a = nil
print(empty(t))
--> true	false
--> true
