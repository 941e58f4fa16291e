local function f(...)
  local n = 0
  for i = 1, select("#", ...) do
    if select(i, ...) == nil then n = n + 1 end
  end
  return n
end
print(f(nil, 1, nil), f(), f(nil))
--> 2	0	1
