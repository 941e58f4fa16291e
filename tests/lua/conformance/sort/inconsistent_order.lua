local t = {}
for i = 1, 100 do t[i] = i end
print(pcall(table.sort, t, function() return true end))
--> false	invalid order function for sorting
--! a merge sort ends with a permutation, whatever the order function says
--ours> true
