-- By the clock: at least so many replicas at these times, and what the traffic
-- needs where that is more. Times are those of `utc_offset_minutes`. Replicas
-- are there early, so that the first customer does not wait for them.

local TIMES = {
  -- weekdays (1 is Monday, 7 is Sunday), from and to (24 h), replicas
  {days = {1, 5}, from = "07:30", to = "19:00", replicas = 6},
  {days = {5, 5}, from = "12:00", to = "14:00", replicas = 10}, -- Friday's sale
  {days = {6, 7}, from = "10:00", to = "16:00", replicas = 3},
}
local EARLY = 10 -- minutes
local PER_REPLICA = 50 -- requests per second that a replica serves

local function minutes(time)
  local hour, minute = time:match("^(%d+):(%d+)$")
  return hour * 60 + minute
end

function autoscale(metrics)
  local minute, day = clock.hour * 60 + clock.minute, clock.weekday
  local planned = 0
  for _, row in ipairs(TIMES) do
    local today = row.days[1] <= day and day <= row.days[2]
    if today and minutes(row.from) - EARLY <= minute and minute < minutes(row.to) then
      planned = math.max(planned, row.replicas)
    end
  end
  local needed = (metrics.rps or 0) / PER_REPLICA
  if needed > planned then
    return scale.to(needed, ("%.1f requests per second"):format(metrics.rps))
  end
  return scale.to(planned, "schedule")
end
