-- Callers of a hosted model (agents, workers, batch jobs) behind a service with
-- `tokens` on: as many as the generations in flight ask for, as long as the
-- provider lets them. More callers than the rate limit carries only collect
-- refusals: near its end nobody is added, at its end one goes.

local EACH = 4 -- generations that a caller has in flight
local SCARCE = 0.2 -- share of the rate limit below which nobody is added
local SPENT = 0.02 -- share below which one goes
local REFUSED = 0.05 -- share of errors that says the same where no header does

function autoscale(metrics)
  local busy = metrics.generations
  if not busy then
    return scale.hold("no generation seen yet")
  end
  local now = metrics.replicas or metrics.desired or metrics.min_replicas
  local left = metrics.quota_remaining
  local refused = metrics.panic.error_rate or 0
  if (left and left < SPENT) or refused > REFUSED then
    local text = ("quota %s, %.0f %% refused"):format(
      left and ("%.0f %% left"):format(left * 100) or "unknown", refused * 100)
    return scale.down(1, text)
  end
  local mean = math.max(busy, metrics.concurrency or 0)
  local wanted = mean / EACH
  local text = ("%.1f generations"):format(mean)
  if left and left < SCARCE and wanted > now then
    wanted = now
    text = ("%s, only %.0f %% of the quota left"):format(text, left * 100)
  end
  return {replicas = wanted, demand = wanted, scope = "share", reason = text}
end
