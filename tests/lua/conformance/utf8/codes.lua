for place, code in utf8.codes("aä€") do print(place, code) end
for _ in utf8.codes("") do print("never") end
--> 1	97
--> 2	228
--> 4	8364
