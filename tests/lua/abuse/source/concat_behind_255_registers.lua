-- ends in: refused
-- expand
function autoscale() «255|local l¤ »local x = l1 .. l2 end
