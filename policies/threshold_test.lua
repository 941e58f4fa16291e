for _, case in ipairs{
  -- cpu, replicas that run, what is decided
  {cpu = 95, replicas = 3, action = "up", to = 5, reason = "cpu 95 above 80"},
  {cpu = 80.5, replicas = 3, action = "up", to = 5, reason = "cpu 80.5 above 80"},
  {cpu = 80, replicas = 3, action = "hold", to = 3},
  {cpu = 20, replicas = 3, action = "hold", to = 3},
  {cpu = 95, replicas = 9, action = "up", to = 10, reason = "cpu 95"},
} do
  test(("cpu %s on %d replicas"):format(case.cpu, case.replicas), function()
    tick{cpu = case.cpu, replicas = case.replicas}
    expect{action = case.action, replicas = case.to, reason = case.reason or false}
  end)
end

test("one less below 20 %, after five calm minutes", function()
  tick({cpu = 50, replicas = 6}, 1)
  tick({cpu = 10, replicas = 6}, 299)
  expect{action = "hold", replicas = 6, recommended = 5, clipped_by = "scaleDown"}
  tick({cpu = 10, replicas = 6}, 2)
  expect{action = "down", replicas = 5, reason = "cpu 10 below 20", clipped_by = false}
end)

test("a request that states its load is told at once, and decides nothing", function()
  tick{cpu = 50, replicas = 3}
  request{cpu = 90}
  expect{action = "up", replicas = 5, reason = "cpu 90 above 80"}
  tick{cpu = 50, replicas = 3}
  expect{action = "hold", replicas = 3}
end)

test("holds as long as nobody reports", function()
  tick{replicas = 3}
  expect{action = "hold", error = "no data for metrics.cpu"}
  tick{cpu = 90, replicas = 3}
  expect{action = "up", replicas = 5}
  tick{replicas = 5}
  expect{action = "hold", replicas = 5, error = "no data for metrics.cpu"}
end)
