local function f(x)
  local x = x or "default"
  for x = 1, 2 do print("loop", x) end
  return x
end
print(f(), f("given"))
--> loop	1
--> loop	2
--> loop	1
--> loop	2
--> default	given
