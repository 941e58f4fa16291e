local function f(x)
  if x then return "early" end
  do return "late" end
  print("never")
end
print(f(true), f(false))
--> early	late
