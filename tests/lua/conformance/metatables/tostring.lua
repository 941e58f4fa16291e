local t = setmetatable({}, {__tostring = function(self) return "policy " .. self.name end})
t.name = "x"
print(t, tostring(t), "is " .. tostring(t))
--> policy x	policy x	is policy x
