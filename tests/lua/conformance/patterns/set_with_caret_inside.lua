print(("a^b"):match("[b^]"), ("^^a"):match("[%^]+"))
--> ^	^^
