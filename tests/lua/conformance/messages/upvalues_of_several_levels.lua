local a
print(pcall(function()
  return (function() return a.b end)()
end))
print(pcall(function()
  local b = {}
  return (function() return b.c.d end)()
end))
--> false	test:3: attempt to index a nil value (upvalue 'a')
--> false	test:7: attempt to index a nil value (field 'c')
