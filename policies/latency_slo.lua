-- Holds the 95th percentile of latency below a goal. Above it, more replicas in
-- proportion, half as many again at most; well below it for some minutes, one
-- less. Latency says that there are too few, not how many too many: therefore
-- the patience.

local GOAL = 250 -- ms
local CALM = 0.5 -- of the goal; below it there may be one too many
local PATIENCE = 180 -- s of calm before one goes
local ERRORS = 0.05 -- share of errors that makes a latency worthless

function autoscale(metrics)
  local minute = metrics.latency_p95
  if not minute then
    return scale.hold("nobody asks")
  end
  -- The last seconds show a burst at once, and what new replicas did about it.
  local p95 = metrics.panic.latency_p95 or minute
  local text = ("p95 %.0f ms, goal %d"):format(p95, GOAL)
  if p95 > GOAL then
    state.calm = nil
    local replicas = metrics.replicas or metrics.desired or metrics.min_replicas
    local more = replicas * math.min(p95 / GOAL - 1, 0.5)
    return scale.up(math.max(1, math.ceil(more)), text)
  end
  -- Errors are fast: they must not pass for calm.
  if math.max(p95, minute) > CALM * GOAL or (metrics.error_rate or 0) > ERRORS then
    state.calm = nil
    return scale.hold(text)
  end
  state.calm = state.calm or clock.unix
  if clock.unix - state.calm < PATIENCE then
    return scale.hold(text .. ", calm")
  end
  state.calm = clock.unix
  return scale.down(1, text .. ", calm for long")
end
