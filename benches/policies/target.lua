-- Target tracking: as many replicas as keep each at 60 %.
function autoscale(metrics)
  return scale.to(math.ceil(metrics.desired * metrics.cpu / 60), "target 60 %")
end
