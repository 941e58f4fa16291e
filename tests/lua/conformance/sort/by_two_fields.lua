local rows = {{"b", 2}, {"a", 2}, {"c", 1}}
table.sort(rows, function(x, y)
  if x[2] ~= y[2] then return x[2] < y[2] end
  return x[1] < y[1]
end)
for _, row in ipairs(rows) do print(row[1], row[2]) end
--> c	1
--> a	2
--> b	2
