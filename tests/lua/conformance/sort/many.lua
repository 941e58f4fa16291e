local t = {}
local x = 12345
for i = 1, 200 do
  x = (x * 1103515245 + 12345) % 2147483648
  t[i] = x
end
table.sort(t)
local sorted = true
for i = 2, #t do sorted = sorted and t[i - 1] <= t[i] end
print(#t, sorted)
--> 200	true
