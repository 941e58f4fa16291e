print(("12 34 56"):match("%d+", 3), ("12 34 56"):match("%d+", -2), ("12"):match("%d+", 10))
print(("abc"):match("^b", 2), ("abc"):match("^b", 1))
--> 34	56	nil
--> b	nil
