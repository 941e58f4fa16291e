for word in ("one two  three"):gmatch("%a+") do
  print(word)
end
--> one
--> two
--> three
