-- ends in: ok
-- expand
function autoscale() local t = {«6000|a=1,»} end
