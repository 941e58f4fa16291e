local function range(from, to)
  return coroutine.wrap(function()
    for i = from, to do coroutine.yield(i, i * i) end
  end)
end
for i, square in range(2, 4) do print(i, square) end
--> 2	4
--> 3	9
--> 4	16
