local queue = {}
for i = 1, 5 do
  queue[#queue + 1] = i
  if #queue > 3 then table.remove(queue, 1) end
end
print(table.concat(queue, " "))
--> 3 4 5
