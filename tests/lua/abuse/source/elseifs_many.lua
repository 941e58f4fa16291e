-- ends in: ok
-- expand
function autoscale(a) if a == 0 then return 1 «1200|elseif a==¤ then » end end
