local s = [[abc
--> error: test:2: unfinished long string (starting at line 1) near <eof>
