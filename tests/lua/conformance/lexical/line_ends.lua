print("one")
print("two"
  ,
  "three")
local f = function()
  return "four"
end
print(f())
--> one
--> two	three
--> four
