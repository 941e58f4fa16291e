local store = {3, 1, 2}
local proxy = setmetatable({}, {
  __len = function() return #store end,
  __index = store,
  __newindex = store,
})
table.sort(proxy)
print(table.concat(store, " "), rawlen(proxy))
table.move(proxy, 1, 3, 2)
print(table.concat(store, " "))
--> 1 2 3	0
--> 1 1 2 3
