-- ends in: fuel | result
function deep() return 1 + deep() end
function autoscale() return xpcall(deep, deep) end
