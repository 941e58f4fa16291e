do local hidden = 1 end
hidden = hidden or "global"
print(hidden)
if true then local inner = 2 end
inner = inner or "also global"
print(inner)
--> global
--> also global
