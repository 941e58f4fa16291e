local function autoscale(metrics)
  local cpu = metrics.cpu
  return cpu / 100
end
print(pcall(autoscale, {}))
print(pcall(autoscale, {cpu = {}}))
print(pcall(autoscale, nil))
--> false	test:3: attempt to perform arithmetic on a nil value (local 'cpu')
--> false	test:3: attempt to perform arithmetic on a table value (local 'cpu')
--> false	test:2: attempt to index a nil value (local 'metrics')
