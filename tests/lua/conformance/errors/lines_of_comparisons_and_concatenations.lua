print(pcall(function()
  local s
  return 1 <
    s
end))
print(pcall(function()
  local s
  return 1
    .. "x"
    .. s
    .. "y"
end))
print(pcall(function()
  local s
  return #
    s
end))
--> false	test:4: attempt to compare number with nil
--> false	test:11: attempt to concatenate a nil value (local 's')
--> false	test:15: attempt to get length of a nil value (local 's')
