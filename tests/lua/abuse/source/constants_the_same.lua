-- ends in: fuel | ok
-- expand
function autoscale() local t = {«8000|"s",»} end
