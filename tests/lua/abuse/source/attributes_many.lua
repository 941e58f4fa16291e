-- ends in: ok
-- expand
function autoscale() «190|local a¤ <const> = ¤ » end
