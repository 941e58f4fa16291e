-- ends in: ok
-- expand
function autoscale() local s = "«8000|\255»" end
