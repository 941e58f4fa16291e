local function autoscale(metrics)
  if not metrics.cpu then return "hold" end
  if metrics.cpu > 80 then return "up" end
  if metrics.cpu < 30 then return "down" end
  return "hold"
end
for _, cpu in ipairs({95, 80, 50, 29.9}) do print(cpu, autoscale({cpu = cpu})) end
print(autoscale({}))
--> 95	up
--> 80	hold
--> 50	hold
--> 29.9	down
--> hold
