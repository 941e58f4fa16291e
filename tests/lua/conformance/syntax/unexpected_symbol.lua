local x = = 5
--> error: test:1: unexpected symbol near '='
