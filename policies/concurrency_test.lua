-- As policies/at_once.json.
config{
  max_replicas = 50,
  behavior = {
    scaleUp = {policies = {{type = "Percent", value = 900, periodSeconds = 15}}, tolerance = 0},
    scaleDown = {stabilizationWindowSeconds = 0, tolerance = 0},
  },
}

for _, case in ipairs{
  -- in flight: mean of a minute, of six seconds, now; replicas; what counts
  {minute = 37, seconds = 37, now = 30, replicas = 5, demand = 5, why = "a minute"},
  {minute = 37, seconds = 42, now = 30, replicas = 5, demand = 5, why = "a minute"},
  {minute = 37, seconds = 44.4, now = 30, replicas = 5, demand = 6, why = "six seconds"},
  {minute = 37, seconds = 37, now = 51, replicas = 5, demand = 51 / 7.4, why = "places"},
  {minute = 37, seconds = 37, now = 50, replicas = 5, demand = 5, why = "a minute"},
  {minute = 74, now = 0, replicas = 5, demand = 10, why = "a minute"},
} do
  test(("%s, %s, %s in flight"):format(case.minute, case.seconds, case.now), function()
    tick{
      concurrency = case.minute,
      inflight = case.now,
      replicas = case.replicas,
      panic = {concurrency = case.seconds},
    }
    expect{demand = case.demand, replicas = math.ceil(case.demand), scope = "share", reason = case.why}
  end)
end

test("does not count on replicas that nobody told of", function()
  tick{concurrency = 20, inflight = 30}
  expect{replicas = 5, reason = "places"}
  tick{concurrency = 20, inflight = 30}
  expect{replicas = 3, reason = "a minute"}
end)

test("holds before anything was measured", function()
  tick{replicas = 4}
  expect{action = "hold", replicas = 4, reason = "nothing measured yet"}
end)

test("answers that fail are no idleness", function()
  tick{concurrency = 74, inflight = 70, replicas = 10}
  expect{replicas = 10}
  tick{concurrency = 7.4, inflight = 0, replicas = 10, panic = {error_rate = 0.5}}
  expect{replicas = 10, reason = "answers fail"}
end)
