local function state() return {7, 8}, 0 end
for i, value in ipairs({}), state() do print(i, value) end
for i, value in next, {9} do print(i, value) end
local function step(limit, i) if i < limit then return i + 1 end end
local function both() return 2, 0 end
for i in step, both() do print(i) end
--> 1	7
--> 2	8
--> 1	9
--> 1
--> 2
