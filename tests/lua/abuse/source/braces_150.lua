-- ends in: refused
-- expand
function autoscale() return «150|{»«150|}» end
