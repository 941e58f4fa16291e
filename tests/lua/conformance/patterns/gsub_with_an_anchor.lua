print(("aaa"):gsub("^a", "b"), ("aaa"):gsub("a$", "b"), ("hello"):gsub("^", ">"))
print(("hello"):gsub("$", "<"))
--> baa	aab	>hello	1
--> hello<	1
