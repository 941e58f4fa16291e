-- ends in: runtime
-- expand
-- The compiler made no progress here, and wrote instructions for ever.
function autoscale() «249|local l¤ »local x = l1 .. l2 .. l3 .. l4 end
