local function evaluate(policy, metrics)
  local ok, result = pcall(policy, metrics)
  if not ok then return "hold", (result:gsub("^[^:]+:%d+: ", "")) end
  return result
end
print(evaluate(function(m) return m.cpu > 80 and "up" or "hold" end, {cpu = 90}))
print(evaluate(function(m) return m.cpu > 80 and "up" or "hold" end, {}))
print(evaluate(function() error("no capacity") end, {}))
--> up
--> hold	attempt to compare number with nil
--> hold	no capacity
