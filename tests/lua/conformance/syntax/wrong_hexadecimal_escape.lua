print("\xZZ")
--> error: test:1: hexadecimal digit expected near '"\xZ'
