local n = 3x
--> error: test:1: malformed number near '3x'
