print(("'quoted' x"):match("(['\"])(.-)%1"), ("abab"):match("^(ab)%1$"), ("abac"):match("^(ab)%1$"))
print(("hello"):match("(l)%1"), ("abc"):match("(.)%1"))
--> '	ab	nil
--> l	nil
