-- ends in: ok
-- expand
«2800|g¤=¤ »
function autoscale() end
