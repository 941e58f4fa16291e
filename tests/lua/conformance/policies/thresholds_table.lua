local rules = {
  {metric = "cpu", above = 90, step = 3},
  {metric = "cpu", above = 75, step = 1},
  {metric = "queue", above = 100, step = 2},
}
local function autoscale(metrics)
  local step, why = 0, "within limits"
  for _, rule in ipairs(rules) do
    local value = metrics[rule.metric]
    if value and value > rule.above and rule.step > step then
      step, why = rule.step, rule.metric .. " " .. value .. " > " .. rule.above
    end
  end
  return step, why
end
print(autoscale({cpu = 80, queue = 10}))
print(autoscale({cpu = 80, queue = 150}))
print(autoscale({cpu = 99.5, queue = 150}))
print(autoscale({}))
--> 1	cpu 80 > 75
--> 2	queue 150 > 100
--> 3	cpu 99.5 > 90
--> 0	within limits
