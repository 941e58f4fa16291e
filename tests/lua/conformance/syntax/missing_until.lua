repeat
  print(1)
end
--> error: test:3: 'until' expected (to close 'repeat' at line 1) near 'end'
