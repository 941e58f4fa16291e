-- ends in: ok
-- expand
function autoscale() return #history('«5000|long»') end
