-- ends in: refused
-- expand
function autoscale() «1500|repeat »«1500|until true » end
