local function reason(metrics)
  local parts = {}
  for name in pairs(metrics) do parts[#parts + 1] = name end
  table.sort(parts)
  for i, name in ipairs(parts) do
    parts[i] = ("%s=%.1f%s"):format(name, metrics[name], metrics[name] > 80 and "!" or "")
  end
  return #parts > 0 and table.concat(parts, ", ") or "no data"
end
print(reason({cpu = 85.25, memory = 40, rps = 1200}))
print(reason({}))
--> cpu=85.2!, memory=40.0, rps=1200.0!
--> no data
