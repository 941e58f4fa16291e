-- ends in: runtime
function autoscale() return os.date(('%c'):rep(10000)) end
