local t = setmetatable({}, {
  __lt = function(a, b) return type(a) == "number" end,
  __le = function(a, b) return type(b) == "number" end,
})
print(1 < t, t < 1, 1 > t, t > 1)
print(1 <= t, t <= 1, t <= "x")
--> true	false	false	true
--> false	true	false
