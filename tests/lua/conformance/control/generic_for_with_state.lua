local function step(limit, i)
  if i < limit then return i + 1, i * i end
end
for i, square in step, 3, 0 do print(i, square) end
--> 1	0
--> 2	1
--> 3	4
