config{max_replicas = 20, behavior = {scaleDown = {stabilizationWindowSeconds = 0}}}

for _, case in ipairs{
  -- 2025-11-24 is a Monday
  {at = "2025-11-24 07:19", to = 1, planned = 0},
  {at = "2025-11-24 07:20", to = 6, planned = 6},
  {at = "2025-11-24 18:59", to = 6, planned = 6},
  {at = "2025-11-24 19:00", to = 1, planned = 0},
  {at = "2025-11-28 11:49", to = 6, planned = 6},
  {at = "2025-11-28 11:50", to = 10, planned = 10},
  {at = "2025-11-28 14:00", to = 6, planned = 6},
  {at = "2025-11-29 09:50", to = 3, planned = 3},
  {at = "2025-11-30 16:00", to = 1, planned = 0},
} do
  test("on " .. case.at, function()
    at(case.at)
    tick{rps = 0, replicas = 10}
    expect{replicas = case.to, demand = case.planned, scope = "fleet", reason = "schedule"}
  end)
end

test("its times are those of the operator's clock", function()
  config{utc_offset_minutes = 330}
  at("2025-11-24 01:49")
  tick{rps = 0, replicas = 1}
  expect{replicas = 1}
  at("2025-11-24 01:50")
  tick{rps = 0, replicas = 2}
  expect{demand = 6, replicas = 5, clipped_by = "scaleUp.policies"}
end)

test("more traffic than planned counts, less does not", function()
  at("2025-11-24 10:00")
  tick{rps = 420, replicas = 6}
  expect{replicas = 9, demand = 8.4, reason = "420.0 requests per second"}
  tick{rps = 10, replicas = 9}
  expect{replicas = 6, reason = "schedule"}
end)

test("no traffic known is no reason to leave the schedule", function()
  at("2025-11-24 10:00")
  tick{replicas = 6}
  expect{replicas = 6, reason = "schedule"}
end)
