-- A latency objective, with room before it goes down again.
local objective = 250
function autoscale(metrics)
  if metrics.latency_p95 > objective or metrics.error_rate > 0.05 then
    return scale.up(2, string.format("p95 %.1f ms, errors %.3f", metrics.latency_p95, metrics.error_rate))
  elseif metrics.latency_p95 < objective / 4 and metrics.cpu < 30 then
    return scale.down(1)
  end
end
