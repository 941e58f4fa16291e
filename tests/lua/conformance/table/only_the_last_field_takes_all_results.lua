local function three() return 1, 2, 3 end
print(#{three(), x = 1}, #{x = 1, three()}, #{three(), three()}, #{(three())})
print(#{three(), nil}, select("#", table.unpack({three(), x = 1, three()})))
--> 1	3	4	1
--> 1	4
