local t = {}
print(pcall(function()
  for k in
    t.none
  do
    print(k)
  end
end))
print(pcall(function()
  for k in t
  do
    print(k)
  end
end))
--> false	test:4: attempt to call a nil value (for iterator 'for iterator')
--> false	test:10: attempt to call a table value (for iterator 'for iterator')
