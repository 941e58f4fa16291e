print(1) -- to the end of the line
--[[ a block
print("never") ]] print(2)
--[==[ with ]] inside ]==] print(3)
---[[ a line
print(4)
--]]
print(5) --
--> 1
--> 2
--> 3
--> 4
--> 5
