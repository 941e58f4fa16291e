-- Two thresholds on the CPU load, as a first policy.
-- Above 80 %: two replicas more; below 20 %: one less; between: hold.
function autoscale(metrics)
  if metrics.cpu > 80 then
    return scale.up(2, "cpu " .. metrics.cpu .. " above 80")
  end
  if metrics.cpu < 20 then
    return scale.down(1, "cpu " .. metrics.cpu .. " below 20")
  end
end

print("threshold policy loaded")
