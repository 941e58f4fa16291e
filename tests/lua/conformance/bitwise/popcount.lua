local function popcount(n)
  local count = 0
  while n ~= 0 do
    n = n & (n - 1)
    count = count + 1
  end
  return count
end
print(popcount(0), popcount(255), popcount(-1), popcount(1 << 40))
--> 0	8	64	1
