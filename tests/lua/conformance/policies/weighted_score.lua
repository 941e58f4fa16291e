local weights = {cpu = 0.6, memory = 0.3, queue = 0.1}
local function score(metrics)
  local sum, total = 0, 0
  for name, weight in pairs(weights) do
    if metrics[name] then
      sum = sum + metrics[name] * weight
      total = total + weight
    end
  end
  return total > 0 and sum / total or nil
end
print(score({cpu = 80, memory = 50, queue = 20}), score({cpu = 80}), score({}))
--> 65.0	80.0	nil
