local function loud(name, value)
  print("asked " .. name)
  return value
end
print(loud("a", false) and loud("b", true))
print(loud("a", true) or loud("b", true))
--> asked a
--> false
--> asked a
--> true
