print(("Hello, World 1!"):upper(), ("Hello, World 1!"):lower())
print(string.upper("äb") == "äB")
--> HELLO, WORLD 1!	hello, world 1!
--> true
