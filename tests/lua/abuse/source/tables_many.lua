-- ends in: fuel | memory
-- expand
function autoscale() local t = {«10000|{},»} end
