local log = {}
local function note(name, value) log[#log + 1] = name return value end
local t = {}
note("table", t)[note("key", "k")], t.other = note("value", 1), note("second", 2)
print(table.concat(log, " "), t.k, t.other)
--> table key value second	1	2
