for i = 1, 3 do
  local before = i
  i = i * 10
  print(before, i)
end
--> 1	10
--> 2	20
--> 3	30
