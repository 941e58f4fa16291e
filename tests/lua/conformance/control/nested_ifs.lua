local a, b = true, false
if a then
  if b then print("both") else print("only a") end
elseif b then
  print("only b")
end
--> only a
