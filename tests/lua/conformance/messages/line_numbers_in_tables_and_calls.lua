print(pcall(function()
  return {
    a = 1,
    b = nil + 1,
  }
end))
print(pcall(function()
  print(
    "x",
    nil .. "y"
  )
end))
--> false	test:4: attempt to perform arithmetic on a nil value
--> false	test:10: attempt to concatenate a nil value
