do
  local x = 1
  do local x end
  print(pcall(function() return x.y.z end))
end
local y
print(pcall(function()
  do local y = {} end
  return y.z
end))
print(pcall(function()
  local y = {}
  return y.z.w
end))
--> false	test:4: attempt to index a number value (upvalue 'x')
--> false	test:9: attempt to index a nil value (upvalue 'y')
--> false	test:13: attempt to index a nil value (field 'z')
