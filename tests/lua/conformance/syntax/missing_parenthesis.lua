print((1 + 2)
  * 3
--> error: test:3: ')' expected (to close '(' at line 1) near <eof>
