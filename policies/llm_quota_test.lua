config{
  max_replicas = 20,
  behavior = {
    scaleUp = {policies = {{type = "Pods", value = 100, periodSeconds = 1}}},
    scaleDown = {stabilizationWindowSeconds = 0},
  },
}

for _, case in ipairs{
  {busy = 20, to = 5, reason = "20.0 generations"},
  {busy = 20, left = 0.5, to = 5, reason = "20.0 generations"},
  {busy = 20, left = 0.1, to = 2, reason = "only 10 % of the quota left"},
  {busy = 3, left = 0.1, to = 1, reason = "3.0 generations"},
  {busy = 20, left = 0.01, to = 1, reason = "quota 1 % left, 0 % refused"},
  {busy = 20, errors = 0.5, to = 1, reason = "quota unknown, 50 % refused"},
} do
  test(("%d in flight: %s"):format(case.busy, case.reason), function()
    tick{
      generations = case.busy,
      quota_remaining = case.left,
      replicas = 2,
      panic = {error_rate = case.errors},
    }
    expect{replicas = case.to, reason = case.reason}
  end)
end
