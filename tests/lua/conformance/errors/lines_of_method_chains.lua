print(pcall(function()
  local s = {}
  s
    .a
    :b()
end))
print(pcall(function()
  local s = {add = function(self) return self end}
  s:add(1)
    :add(2)
    :build()
end))
--> false	test:5: attempt to index a nil value (field 'a')
--> false	test:9: attempt to call a nil value (method 'build')
