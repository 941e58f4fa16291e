-- As Knative's autoscaler: replicas for the requests in flight. The mean of a
-- minute decides; when the last six seconds need twice what is there, those
-- do, and nothing goes down until the burst is a minute past.
-- Knative's rates are in the formula. To have them undisturbed, give scaleUp a
-- wide policy, scaleDown no stabilization and both no tolerance; with
-- min_replicas 0 it goes to none, half a minute after the last request has left
-- the window.

local TARGET = 100 -- requests in flight that a replica can take; 70 % are used

function autoscale(metrics)
  return scale.kpa{concurrency = metrics.concurrency, target = TARGET}
end
