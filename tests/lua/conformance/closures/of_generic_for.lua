local functions = {}
for _, name in ipairs({"a", "b"}) do
  functions[#functions + 1] = function() return name end
end
print(functions[1](), functions[2]())
--> a	b
