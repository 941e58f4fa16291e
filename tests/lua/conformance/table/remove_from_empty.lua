local t = {}
print(table.remove(t), table.remove(t, 0), table.remove(t, #t))
print(#t)
--> nil	nil	nil
--> 0
