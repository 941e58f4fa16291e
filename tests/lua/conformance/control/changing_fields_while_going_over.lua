local t = {a = 1, b = 2, c = 3}
for key, value in pairs(t) do
  t[key] = value * 10
end
print(t.a, t.b, t.c)
for key in pairs(t) do t[key] = nil end
print(next(t))
--> 10	20	30
--> nil
