-- ends in: refused
-- expand
function autoscale() return ''«6000|..''» end
