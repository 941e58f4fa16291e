local function percentile(values, p)
  local sorted = table.move(values, 1, #values, 1, {})
  table.sort(sorted)
  return sorted[math.max(1, math.ceil(#sorted * p / 100))]
end
local latencies = {12, 5, 7, 30, 22, 9, 15, 8, 11, 40}
print(percentile(latencies, 50), percentile(latencies, 90), percentile(latencies, 100))
--> 11	30	40
