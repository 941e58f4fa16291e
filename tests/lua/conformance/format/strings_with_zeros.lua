print(#string.format("%s", "a\0b"), #string.format("%q", "a\0b"))
--> 3	6
