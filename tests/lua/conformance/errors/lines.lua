local function f()
  local t = {}
  t.a = 1
  return t
    .b
    .c
end
print(pcall(f))
--> false	test:6: attempt to index a nil value (field 'b')
