-- ends in: ok
-- expand
function autoscale() «600|do local a¤, b, c, d, e, f = 1 end » end
