local function try(f, default)
  local ok, value = pcall(f)
  return ok and value or default
end
print(try(function() return 5 end, 0), try(function() return nil + 1 end, 0))
--> 5	0
