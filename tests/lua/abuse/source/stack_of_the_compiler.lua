-- ends in: refused
-- expand
-- As deep as may be, in each way at once.
function autoscale(a) return «24|((a+a+a+a+a+a+{function() return a.b.b.b.b.b.b(»1«24|) end}))» end
