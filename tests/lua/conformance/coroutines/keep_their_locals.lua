local function counter(start)
  return coroutine.wrap(function()
    local n = start
    while true do
      n = n + (coroutine.yield(n) or 1)
    end
  end)
end
local a, b = counter(0), counter(100)
print(a(), b(), a(), a(10), b(5))
--> 0	100	1	11	105
