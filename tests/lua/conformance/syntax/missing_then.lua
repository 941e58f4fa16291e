if x
  print(1)
end
--> error: test:2: 'then' expected near 'print'
