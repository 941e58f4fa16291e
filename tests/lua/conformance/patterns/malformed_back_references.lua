print(pcall(string.find, "a", "%1"))
print(pcall(string.find, "aa", "(a)%2"))
print(pcall(string.find, "aa", "(a%1)"))
print(pcall(string.find, "a", "%0"))
--> false	invalid capture index %1
--> false	invalid capture index %2
--> false	invalid capture index %1
--> false	invalid capture index %0
