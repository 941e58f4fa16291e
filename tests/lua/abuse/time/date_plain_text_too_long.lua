-- ends in: runtime
function autoscale() return os.date(('x'):rep(65000)) end
