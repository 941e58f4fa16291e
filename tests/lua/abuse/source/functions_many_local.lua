-- ends in: refused
-- expand
function autoscale() local t = {«2100|function()end,»} end
