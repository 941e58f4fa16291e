-- ends in: runtime
function autoscale() return ('aaa'):find(('%a'):rep(3) .. '%') end
