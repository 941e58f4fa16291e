print("\u{110000000}")
--> error: test:1: UTF-8 value too large near '"\u{110000000'
