-- ends in: result
function autoscale() local t = {} t.action, t.replicas, t.reason = t, t, t return t end
