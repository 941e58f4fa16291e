local function bad() error("first", 0) end
-- The handler sees its own errors, until it has none.
print(xpcall(bad, function(e)
  if e == "first" then error("second", 0) end
  return "after " .. e
end))
local seen = 0
print(xpcall(bad, function(e)
  seen = seen + 1
  if seen < 4 then error(e .. "+", 0) end
  return e
end))
print(xpcall(bad, error))
print(xpcall(bad, function() local n = nil; return n.x end))
print(pcall(xpcall, bad, function() error({}) end))
--> false	after second
--> false	first+++
--> false	error in error handling
--> false	error in error handling
--> true	false	error in error handling
