local functions = {}
local i = 0
while i < 3 do
  i = i + 1
  functions[i] = function() return i end
end
print(functions[1](), functions[3]())
--> 3	3
