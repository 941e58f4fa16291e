print(("hello"):match("[aeiou]"), ("hello"):match("[^aeiou]+"), ("x9-z"):match("[%d-]+"))
print(("abcdef"):match("[b-d]+"), ("A-Z"):match("[A%-Z]+"))
--> e	h	9-
--> bcd	A-Z
