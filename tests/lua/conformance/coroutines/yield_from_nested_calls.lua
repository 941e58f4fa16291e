local function walk(tree)
  if tree then
    walk(tree.left)
    coroutine.yield(tree.value)
    walk(tree.right)
  end
end
local tree = {value = 2, left = {value = 1}, right = {value = 4, left = {value = 3}}}
local out = {}
for value in coroutine.wrap(function() walk(tree) end) do out[#out + 1] = value end
print(table.concat(out, " "))
--> 1 2 3 4
