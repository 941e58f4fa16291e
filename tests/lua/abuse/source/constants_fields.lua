-- ends in: ok
-- expand
function autoscale() local t = {«2500|a¤=¤,»} end
