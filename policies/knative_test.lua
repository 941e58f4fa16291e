-- Guard rails that leave the pace to Knative's own.
config{
  min_replicas = 0,
  max_replicas = 100,
  behavior = {
    scaleUp = {policies = {{type = "Pods", value = 1000, periodSeconds = 1}}, tolerance = 0},
    scaleDown = {stabilizationWindowSeconds = 0, tolerance = 0},
  },
}

-- What is in flight over a minute, over six seconds, and replicas that run.
local function load(minute, seconds, replicas)
  return {concurrency = minute, replicas = replicas, panic = {concurrency = seconds}}
end

test("a replica for each 70 in flight", function()
  tick(load(140, 140, 2), 70)
  expect{replicas = 2, demand = 2, scope = "share"}
  tick(load(141, 141, 2), 2)
  expect{action = "up", replicas = 3, reason = "141"}
end)

test("a burst is panic, and nothing goes down until it is a minute past", function()
  tick(load(70, 70, 1), 70)
  tick(load(110, 560, 1), 2)
  expect{replicas = 8, reason = "panic"}
  tick(load(200, 70, 8), 55)
  expect{replicas = 8, reason = "panic"}
  -- Then no more than half of them at a time.
  tick(load(70, 70, 8), 70)
  expect{replicas = 4, demand = 1}
  tick(load(70, 70, 4))
  expect{replicas = 2}
  tick(load(70, 70, 2))
  expect{replicas = 1}
end)

test("goes to none half a minute after the window is empty", function()
  tick(load(35, 0, 1), 60)
  expect{replicas = 1}
  tick(load(0, 0, 1), 29)
  expect{replicas = 1}
  tick(load(0, 0, 1), 3)
  expect{action = "down", replicas = 0}
  tick(load(1, 6, 0), 2)
  expect{action = "up", replicas = 1}
end)

test("holds before anything was measured", function()
  tick{replicas = 4}
  expect{action = "hold", error = "no data"}
end)
