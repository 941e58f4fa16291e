config{max_replicas = 50}

for _, case in ipairs{
  -- ceil(replicas × cpu / 60), within a tenth nothing changes
  {cpu = 90, replicas = 4, to = 6, reason = "90"},
  {cpu = 61, replicas = 4, to = 4},
  {cpu = 66, replicas = 4, to = 4},
  {cpu = 66.1, replicas = 4, to = 5},
  {cpu = 180, replicas = 10, to = 20, clipped_by = "scaleUp"}, -- twice as many at once
  {cpu = 600, replicas = 30, to = 50, clipped_by = "max_replicas"},
} do
  test(("cpu %s on %d replicas"):format(case.cpu, case.replicas), function()
    tick{cpu = case.cpu, replicas = case.replicas}
    expect{replicas = case.to, scope = "fleet", clipped_by = case.clipped_by}
  end)
end

test("its demand is a fraction, for what adds up several gateways", function()
  tick{cpu = 45, replicas = 10}
  expect{demand = 7.5, recommended = 8, scope = "fleet"}
end)

test("goes down to the highest of five minutes", function()
  tick({cpu = 60, replicas = 10}, 10)
  tick({cpu = 30, replicas = 10}, 200)
  tick({cpu = 42, replicas = 10}, 1)
  tick({cpu = 30, replicas = 10}, 200)
  expect{replicas = 7, recommended = 5, clipped_by = "scaleDown"}
  tick({cpu = 30 * 10 / 7, replicas = 7}, 110)
  expect{replicas = 5, clipped_by = false}
end)

test("without replicas known it does not act on its own answer", function()
  config{min_replicas = 2}
  tick({cpu = 90}, 14)
  expect{replicas = 3}
end)
