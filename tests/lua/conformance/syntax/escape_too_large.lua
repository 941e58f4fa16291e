print("\300")
--> error: test:1: decimal escape too large near '"\300"'
