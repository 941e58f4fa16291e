-- ends in: refused
-- expand
function autoscale() «253|local l¤ »local t = {1, {2}} end
