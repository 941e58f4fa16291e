local function with(resource, f)
  resource.open = true
  local results = table.pack(pcall(f, resource))
  resource.open = false
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end
local r = {}
print(with(r, function() return 1, 2 end), r.open)
print(pcall(with, r, function() error("inside", 0) end), r.open)
--> 1	false
--> false	false
