local next_word = ("a b"):gmatch("%a")
print(next_word(), next_word(), next_word())
--> a	b
