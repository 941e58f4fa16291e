-- A model that you serve yourself (vLLM, SGLang, llama.cpp …) behind a service
-- with `tokens` on: as many replicas as its largest need asks for.
--
-- Needs and where their formulas are from:
--   prefill  tokens of prompts that wait / (PREFILL × time left), as llm-d's guide
--            to scaling on tokens in flight; the time left is the goal for the
--            first token without the time that a prompt itself takes
--   decode   tokens per second / what a replica generates, as NVIDIA Dynamo's
--            planner, with the throughput at which tokens still come fast enough
--   ttft     replicas × time to first token / goal, as an HPA; it only adds, since
--            a wait says that there are too few, not how many too many
--   server   replicas × the larger of KV cache / KV and queue / QUEUE, as the
--            saturation of the Gateway API's inference extension; vLLM reports both
--            with `request_load_report: text`
-- Measure PREFILL and DECODE on one replica of yours: these are a 32B model's on
-- two H100 (llm-d), and a guess.

local PREFILL = 15000 -- prompt tokens per second that a replica takes in
local DECODE = 1500 -- tokens per second that a replica is to generate
local TTFT = 1.5 -- seconds until the first token
local KV = 0.8 -- part of the KV cache that is to be in use
local QUEUE = 5 -- requests that may wait in a replica

function autoscale(metrics)
  if not metrics.generations then
    return scale.hold("no generation seen yet")
  end
  local replicas = metrics.replicas or metrics.desired or metrics.min_replicas
  local best = {demand = 0, scope = "share", reason = "nothing to do"}
  local function need(demand, scope, reason)
    if demand > best.demand then
      best = {demand = demand, scope = scope, reason = reason}
    end
  end

  local waiting = metrics.prompt_tokens_inflight or 0
  local prompt = 0
  if metrics.rps and metrics.rps > 0 then
    prompt = (metrics.prompt_tokens_per_second or 0) / metrics.rps
  end
  -- Prompts that take longer than the goal by themselves leave a tenth of it.
  local left = math.max(TTFT - prompt / PREFILL, TTFT / 10)
  need(waiting / (PREFILL * left), "share", ("%.0f prompt tokens wait"):format(waiting))

  local minute = metrics.tokens_per_second or 0
  local seconds = metrics.panic.tokens_per_second or 0
  local output = math.max(minute, seconds)
  need(output / DECODE, "share", ("%.0f tokens per second"):format(output))

  local wait = metrics.panic.ttft_p95
  if wait and replicas > 0 and wait > TTFT * 1000 then
    local factor = math.min(wait / (TTFT * 1000), 2)
    need(replicas * factor, "fleet", ("first token after %.0f ms"):format(wait))
  end

  local kv = (metrics.kv_cache_usage_perc or 0) / KV
  local queue = (metrics.num_requests_waiting or 0) / QUEUE
  local full = math.max(kv, queue)
  local text = kv > queue and "KV cache" or "queue"
  need(replicas * full, "fleet", ("%s at %.0f %% of its goal"):format(text, full * 100))

  -- What was never slow and has work keeps a replica.
  if metrics.generations > 0 then
    need(0.01, "share", ("%d in flight"):format(metrics.generations))
  end
  best.replicas = best.demand
  return best
end
