local x = 1 +
--> error: test:2: unexpected symbol near <eof>
