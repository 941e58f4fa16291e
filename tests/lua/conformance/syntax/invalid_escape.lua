print("\q")
--> error: test:1: invalid escape sequence near '"\q'
