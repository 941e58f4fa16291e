local mt = {__index = {greet = function(self) return "hello " .. self.name end}}
local t = setmetatable({name = "x"}, mt)
print(t:greet(), t.greet(t))
--> hello x	hello x
