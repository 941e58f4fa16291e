local functions = {}
do
  local i = 1
  ::again::
  local x = i * 10
  functions[i] = function() x = x + 1 return x end
  i = i + 1
  if i <= 3 then goto again end
end
print(functions[1](), functions[1](), functions[2](), functions[3]())
--> 11	12	21	31
