-- Replicas for the requests in flight, by a short look and a long one. The mean
-- of a minute decides while the load is even; when the last six seconds need
-- clearly more, those do; and requests that find no free place count at once,
-- in the tick that sees them.
-- It is meant to act at once: see policies/at_once.json for guard rails that let
-- it.

local SLOTS = 10 -- requests that a replica works on side by side
local USED = 0.74 -- share of them that is to be in use
local NOISE = 1.15 -- six seconds that need less than this much more are chance

function autoscale(metrics)
  local busy = metrics.concurrency
  if not busy then
    return scale.hold("nothing measured yet")
  end
  local why = "a minute"
  local seconds = metrics.panic.concurrency
  if seconds and seconds > busy * NOISE then
    busy, why = seconds, "six seconds"
  end
  local places = (metrics.replicas or metrics.desired or 0) * SLOTS
  local now = metrics.inflight or 0
  if now > math.max(places, busy) then
    busy, why = now, "more than there are places"
  end
  return {
    replicas = busy / (SLOTS * USED),
    demand = busy / (SLOTS * USED),
    scope = "share",
    reason = ("%.1f in flight, %s"):format(busy, why),
  }
end
