local function inner(x) return x.y end
local function outer(x)
  local y = inner(x)
  return y
end
print(pcall(outer, nil))
print(pcall(outer, {y = 1}))
--> false	test:1: attempt to index a nil value (local 'x')
--> true	1
