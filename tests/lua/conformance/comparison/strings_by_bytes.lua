print("a" < "b", "a" < "aa", "Z" < "a", "" < "a")
print("10" < "9", "a" <= "a", "b" > "a")
--> true	true	true	true
--> true	true	true
