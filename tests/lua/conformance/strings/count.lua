local function count(s, what)
  return select(2, s:gsub(what, ""))
end
print(count("a.b.c.d", "%."), count("aaaa", "aa"), count("abc", "x"))
--> 3	2	0
