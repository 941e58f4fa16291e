local log = {}
local t = setmetatable({}, {__concat = function(a, b)
  log[#log + 1] = type(a) .. "," .. type(b)
  return "r"
end})
print("x" .. "y" .. t .. "z")
print(table.concat(log, " "))
--> xyr
--> table,string
