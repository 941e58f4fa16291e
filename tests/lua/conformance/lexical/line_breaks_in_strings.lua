print("one\
two", "three\z
       four")
print([[

x]])
--> one
--> two	threefour
-->
--> x
