local ok, e = pcall(function()
  local ok, e = pcall(error, {n = 1})
  e.n = e.n + 1
  error(e)
end)
print(ok, e.n)
--> false	2
