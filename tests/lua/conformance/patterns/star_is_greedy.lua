print(("aaab"):match("a*"), ("b"):match("a*") == "", ("<a><b>"):match("<.*>"))
--> aaa	true	<a><b>
