print(("<a><b>"):match("<.->"), ("aaa"):match("a-") == "", ("aaab"):match("^a-b"))
print(("/* c */ x /* d */"):match("/%*.-%*/"))
--> <a>	true	aaab
--> /* c */
