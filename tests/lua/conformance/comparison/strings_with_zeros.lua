print("a\0b" < "a\0c", "a\0b" == "a\0b", "a\0" > "a")
--> true	true	true
