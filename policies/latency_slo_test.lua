config{
  min_replicas = 2,
  max_replicas = 30,
  behavior = {scaleDown = {stabilizationWindowSeconds = 0}},
}

-- The 95th percentile in ms over a minute and over the last seconds.
local function latency(minute, seconds, replicas, errors)
  return {
    latency_p95 = minute,
    error_rate = errors or 0,
    replicas = replicas,
    panic = {latency_p95 = seconds or minute},
  }
end

for _, case in ipairs{
  {ms = 251, replicas = 4, to = 5}, -- at least one
  {ms = 375, replicas = 4, to = 6}, -- half as many again
  {ms = 5000, replicas = 4, to = 6}, -- and no more
  {ms = 250, replicas = 4, to = 4},
  {ms = 126, replicas = 4, to = 4},
} do
  test(("p95 of %d ms on %d replicas"):format(case.ms, case.replicas), function()
    tick(latency(case.ms, case.ms, case.replicas))
    expect{replicas = case.to, reason = ("p95 %d ms, goal 250"):format(case.ms)}
  end)
end

test("the last seconds show a burst at once", function()
  tick(latency(120, 400, 4))
  expect{action = "up", replicas = 6, reason = "p95 400 ms"}
end)

test("one less after three calm minutes, and the next after three more", function()
  tick(latency(120, 120, 6), 180)
  expect{replicas = 6, reason = "calm"}
  tick(latency(120, 120, 6))
  expect{action = "down", replicas = 5, reason = "calm for long"}
  tick(latency(120, 120, 5), 179)
  expect{replicas = 5}
  tick(latency(120, 120, 5), 2)
  expect{replicas = 4}
end)

test("a burst begins the patience anew", function()
  tick(latency(120, 120, 6), 170)
  tick(latency(130, 240, 6), 1)
  tick(latency(120, 120, 6), 170)
  expect{replicas = 6, reason = "calm"}
end)

test("fast errors are no calm", function()
  tick(latency(20, 20, 6, 0.5), 400)
  expect{action = "hold", replicas = 6, reason = "p95 20 ms, goal 250"}
end)

test("no requests, no opinion", function()
  tick{replicas = 6}
  expect{action = "hold", replicas = 6, reason = "nobody asks"}
end)
