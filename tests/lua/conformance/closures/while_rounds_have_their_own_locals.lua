local functions = {}
local i = 1
while i <= 3 do
  local j = i
  functions[i] = function() return j end
  i = i + 1
end
print(functions[1](), functions[2](), functions[3]())
--> 1	2	3
