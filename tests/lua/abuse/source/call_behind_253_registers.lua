-- ends in: ok
-- expand
function autoscale() «253|local l¤ »local x = print(1) end
