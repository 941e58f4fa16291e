local functions = {}
for i = 1, 3 do
  functions[i] = function() i = i + 10 return i end
end
print(functions[1](), functions[2](), functions[1](), functions[3]())
--> 11	12	21	13
