config{
  max_replicas = 20,
  behavior = {
    scaleUp = {policies = {{type = "Pods", value = 100, periodSeconds = 1}}},
    scaleDown = {stabilizationWindowSeconds = 0},
  },
}

-- Two replicas with a generation in flight, and what is told beside.
local function model(told)
  local metrics = {generations = 1, prompt_tokens_inflight = 0, replicas = 2, panic = {}}
  for name, value in pairs(told) do
    metrics[name] = value
    metrics.panic[name] = value
  end
  return metrics
end

for _, case in ipairs{
  -- 15,000 tokens per second for 1.5 s each.
  {told = {prompt_tokens_inflight = 90000}, to = 4, reason = "90000 prompt tokens wait"},
  -- A prompt of 7,500 tokens takes half a second itself.
  {
    told = {prompt_tokens_inflight = 90000, prompt_tokens_per_second = 15000, rps = 2},
    to = 6,
    reason = "90000 prompt tokens wait",
  },
  {told = {tokens_per_second = 7500}, to = 5, reason = "7500 tokens per second"},
  {told = {ttft_p95 = 2250}, to = 3, reason = "first token after 2250 ms"},
  {told = {ttft_p95 = 90000}, to = 4, reason = "first token after 90000 ms"},
  {told = {kv_cache_usage_perc = 1.0}, to = 3, reason = "KV cache at 125 %"},
  {told = {num_requests_waiting = 10}, to = 4, reason = "queue at 200 %"},
  {told = {tokens_per_second = 7500, ttft_p95 = 2250}, to = 5, reason = "7500 tokens"},
  {told = {}, to = 1, reason = "1 in flight"},
} do
  test(("%d replicas: %s"):format(case.to, case.reason), function()
    tick(model(case.told))
    expect{replicas = case.to, reason = case.reason}
  end)
end

test("without a generation there is no opinion", function()
  tick{replicas = 2, rps = 5}
  expect{action = "hold", reason = "no generation seen yet"}
end)
