print(pcall(function()
  repeat
    local a = 1
    local b = nil + a
  until true
end))
print(pcall(function()
  repeat
    local a = 1
  until a.b.c
end))
--> false	test:4: attempt to perform arithmetic on a nil value
--> false	test:10: attempt to index a number value (local 'a')
