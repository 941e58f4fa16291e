-- Knative's idea: the panic window counts while it shows twice the load.
function autoscale(metrics)
  local stable = metrics.concurrency / 2
  local panic = metrics.panic.concurrency / 2
  if panic >= 2 * stable then
    return scale.to(panic, "panic")
  end
  return scale.to(stable)
end
