local next_number = coroutine.wrap(function()
  for i = 1, 3 do coroutine.yield(i) end
end)
print(next_number(), next_number(), next_number(), next_number())
print(pcall(next_number))
--> 1	2	3
--> false	cannot resume dead coroutine
