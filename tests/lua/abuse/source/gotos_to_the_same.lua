-- ends in: ok
-- expand
function autoscale() «2100|do goto z end » ::z:: end
