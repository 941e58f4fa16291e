-- Target tracking: as many replicas as keep the mean CPU load at a target.
-- It is the formula of a Kubernetes HPA, ceil(replicas × load / target); how
-- fast it may go and what is too little to act on is said in `behavior`.

local TARGET = 60 -- percent

function autoscale(metrics)
  return scale.hpa{value = metrics.cpu, target = TARGET}
end
