local n = 0x
--> error: test:1: malformed number near '0x'
