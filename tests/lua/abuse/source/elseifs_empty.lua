-- ends in: ok
-- expand
function autoscale(a) if nil then «1700|elseif nil then » end end
