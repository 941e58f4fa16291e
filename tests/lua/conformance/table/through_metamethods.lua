local log = {}
local store = {}
local proxy = setmetatable({}, {
  __len = function() return #store end,
  __index = function(_, key) log[#log + 1] = "r" .. key return store[key] end,
  __newindex = function(_, key, value) log[#log + 1] = "w" .. key store[key] = value end,
})
table.insert(proxy, "a")
table.insert(proxy, 1, "b")
print(table.concat(proxy, ","), table.unpack(proxy))
print(table.remove(proxy, 1), table.remove(proxy))
print(#store, table.concat(log, " "))
--> b,a	b	a
--> b	a
--> 0	w1 r1 w2 w1 r1 r2 r1 r2 r1 r2 w1 w2 r1 w1
