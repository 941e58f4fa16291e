print(pcall(string.find, "a", "[a-"))
print(pcall(string.find, "a", "[a-%"))
print(pcall(string.find, "a", "[%"))
print(("a-"):match("[a-%%]+"))
--> false	malformed pattern (missing ']')
--> false	malformed pattern (missing ']')
--> false	malformed pattern (missing ']')
--> nil
