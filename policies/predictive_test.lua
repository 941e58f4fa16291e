config{
  max_replicas = 50,
  tick_ms = 1000,
  behavior = {scaleDown = {stabilizationWindowSeconds = 60}},
}

test("even traffic needs what it needs now", function()
  tick({rps = 200, replicas = 4}, 60)
  expect{replicas = 4, demand = 4, scope = "share", reason = "now: 200 requests per second"}
end)

test("a trend is continued for two minutes", function()
  for second = 0, 59 do
    tick{rps = 100 + second, replicas = 3}
  end
  -- 159 now, one more each second
  expect{demand = (159 + 120) / 50, replicas = 6, reason = "trend: 279 requests per second"}
end)

test("half a minute is no trend", function()
  for second = 0, 28 do
    tick{rps = 100 + second, replicas = 3}
  end
  expect{reason = "now: 128"}
end)

test("falling traffic is not forecast below what is there", function()
  for second = 0, 59 do
    tick{rps = 300 - second, replicas = 6}
  end
  expect{demand = 241 / 50, reason = "now: 241"}
end)

test("the second day knows the first, the weekend is another season", function()
  config{tick_ms = 10000}
  local function day(date, busy)
    at(date .. " 08:30")
    tick({rps = 50, replicas = 1}, 1800)
    tick({rps = busy, replicas = 10}, 1800)
    tick({rps = 50, replicas = 1}, 600)
  end
  day("2025-11-24", 500)
  at("2025-11-25 08:57")
  tick({rps = 50, replicas = 1}, 60)
  expect{reason = "now: 50"}
  tick({rps = 50, replicas = 1}, 10)
  expect{demand = 10, reason = "season: 500 requests per second"}
  at("2025-11-29 08:59")
  tick({rps = 50, replicas = 1}, 10)
  expect{reason = "now: 50"}
end)

test("holds before anything was measured", function()
  tick{replicas = 4}
  expect{action = "hold", replicas = 4, reason = "no traffic yet"}
end)
