-- ends in: ok
-- expand
function autoscale() if #'a␀b' ~= 3 then error('cut') end end
