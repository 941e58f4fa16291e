-- Looks ahead: replicas for the traffic that is to come while new ones start.
-- Trend: the line through the last minute, continued.
-- Season: what this time of the day brought before, learned in quarters of an
-- hour, workdays and weekends apart. It takes a day until it helps.
-- The larger of both counts, and never less than now: a wrong forecast may
-- cost a replica, but no request.

local PER_REPLICA = 50 -- requests per second that a replica serves
local AHEAD = 120 -- s that a new replica takes to be of use
local SLOT = 900 -- s
local SLOTS = 86400 // SLOT
local LEARNING = 0.4 -- weight of the newest day

-- The place in the season of a moment so many seconds from now.
local function slot(ahead)
  local second = clock.hour * 3600 + clock.minute * 60 + ahead
  local day = (clock.weekday - 1 + second // 86400) % 7
  local place = second % 86400 // SLOT + 1
  return day < 5 and place or place + SLOTS
end

-- Change per second of the line through the last values (least squares).
local function slope(values)
  local n = #values
  if n < 30 then return 0 end
  local middle, sum = (n + 1) / 2, 0
  for i = 1, n do
    sum = sum + (i - middle) * values[i]
  end
  local squares = n * (n * n - 1) / 12 -- of all i - middle
  return sum / squares
end

-- Takes a value into the season: the mean of a slot, once it is over.
local function learn(rps)
  local now, season = slot(0), state.season or {}
  if state.slot and state.slot ~= now then
    local mean, old = state.sum / state.count, season[state.slot]
    season[state.slot] = old and old + LEARNING * (mean - old) or mean
  end
  if state.slot ~= now then
    state.slot, state.sum, state.count = now, 0, 0
  end
  state.sum, state.count = state.sum + rps, state.count + 1
  state.season = season
  return season
end

function autoscale(metrics)
  local rps = metrics.rps
  if not rps then
    return scale.hold("no traffic yet")
  end
  local season = learn(rps)[slot(AHEAD)] or 0
  local trend = rps + slope(history("rps")) * AHEAD
  local ahead = math.max(rps, trend, season)
  local why = ahead == rps and "now" or ahead == season and "season" or "trend"
  return {
    replicas = ahead / PER_REPLICA,
    demand = ahead / PER_REPLICA,
    scope = "share",
    reason = ("%s: %.0f requests per second"):format(why, ahead),
  }
end
