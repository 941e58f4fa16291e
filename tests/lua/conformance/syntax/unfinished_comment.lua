print(1)
--[[ never ends
--> error: test:3: unfinished long comment (starting at line 2) near <eof>
