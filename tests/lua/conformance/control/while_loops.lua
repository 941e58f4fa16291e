local n = 5
while n > 0 do
  n = n - 2
end
print(n)
while true do
  n = n + 1
  if n == 3 then break end
end
print(n)
--> -1
--> 3
