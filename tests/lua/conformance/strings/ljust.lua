local function column(s, width)
  return s .. (" "):rep(width - #s) .. "|"
end
print(column("cpu", 6), column("memory", 3))
--> cpu   |	memory|
