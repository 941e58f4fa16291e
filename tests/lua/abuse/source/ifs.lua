-- ends in: refused
-- expand
function autoscale() «2000|if true then »«2000|end » end
