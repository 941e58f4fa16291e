print(pcall(function()
  for x in nil do

  end
end))
print(pcall(function()
  local n = 0
  for x in function() n = n + 1 if n > 1 then error("end") end return n end do
    local y = x
  end
end))
print(pcall(function()

  for i = 1, {} do
  end
end))
--> false	test:2: attempt to call a nil value (for iterator 'for iterator')
--> false	test:8: end
--> false	test:14: bad 'for' limit (number expected, got table)
