-- ends in: ok
for i = 1, 1000 do print(i, ('x'):rep(1000)) end
function autoscale() end
