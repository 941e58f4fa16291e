local t = setmetatable({}, {__concat = function(a, b)
  return (type(a) == "table" and "T" or a) .. "+" .. (type(b) == "table" and "T" or b)
end})
print(t .. "x", "x" .. t, 1 .. t, t .. t)
print("a" .. "b" .. t)
--> T+x	x+T	1+T	T+T
--> ab+T
