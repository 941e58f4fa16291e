local function permute(list, n)
  n = n or #list
  if n <= 1 then
    coroutine.yield(table.concat(list))
  else
    for i = 1, n do
      list[n], list[i] = list[i], list[n]
      permute(list, n - 1)
      list[n], list[i] = list[i], list[n]
    end
  end
end
for p in coroutine.wrap(function() permute({"a", "b", "c"}) end) do print(p) end
--> bca
--> cba
--> cab
--> acb
--> bac
--> abc
