local function limit(value)
  if type(value) ~= "number" then error("a number, not " .. type(value), 2) end
  return value
end
print(pcall(function()
  local a = limit(1)
  local b = limit("x")
end))
--> false	test:7: a number, not string
