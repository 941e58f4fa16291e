-- ends in: refused
-- expand
function autoscale() return «10000|{»«10000|}» end
