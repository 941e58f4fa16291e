local t = setmetatable({}, {
  __index = function() return "default" end,
  __newindex = function() error("never") end,
})
print(t.x, rawget(t, "x"))
rawset(t, "x", 1)
print(t.x, rawlen(t), rawequal(t, t))
print(pcall(rawset, t, nil, 1))
print(pcall(rawget, 5, 1))
--> default	nil
--> 1	0	true
--> false	table index is nil
--> false	bad argument #1 to 'rawget' (table expected, got number)
