-- ends in: ok
-- expand
function autoscale() local s = "«6000|\z  »" end
