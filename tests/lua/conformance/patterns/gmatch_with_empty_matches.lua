local places = {}
for place in ("abc"):gmatch("()") do
  places[#places + 1] = place
end
print(table.concat(places, " "))
for s in ("a,b"):gmatch("%w*") do
  print("[" .. s .. "]")
end
--> 1 2 3 4
--> [a]
--> [b]
