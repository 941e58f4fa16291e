print(pcall(function()
  local a = 1
  local b = a +
    nil
  return b
end))
--> false	test:3: attempt to perform arithmetic on a nil value
