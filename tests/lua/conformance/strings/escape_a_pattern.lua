local function literal(s)
  return (s:gsub("%p", "%%%0"))
end
print(literal("a.b*c"), ("xa.b*cx"):find(literal("a.b*c")))
--> a%.b%*c	2	6
