math.randomseed(99)
local t = {1, 2, 3, 4, 5, 6, 7, 8}
for i = #t, 2, -1 do
  local j = math.random(i)
  t[i], t[j] = t[j], t[i]
end
print(table.concat(t, " "))
--> 3 7 1 2 4 8 5 6
