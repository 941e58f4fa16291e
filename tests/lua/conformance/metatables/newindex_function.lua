local log = {}
local t = setmetatable({old = 1}, {__newindex = function(self, key, value)
  log[#log + 1] = key .. "=" .. tostring(value)
  rawset(self, key, value)
end})
t.old = 2
t.new = 3
t.new = 4
print(t.old, t.new, table.concat(log, " "))
--> 2	4	new=3
