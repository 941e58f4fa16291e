-- ends in: ok
-- expand
function autoscale() local t = {«3000|"s¤",»} end
