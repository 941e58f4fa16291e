-- ends in: ok
-- expand
function autoscale() local t = {} «2000|t[¤]=¤.5 » end
