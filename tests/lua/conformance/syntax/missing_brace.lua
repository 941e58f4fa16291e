local t = {
  a = 1,
  b = 2
print(t)
--> error: test:4: '}' expected (to close '{' at line 1) near 'print'
