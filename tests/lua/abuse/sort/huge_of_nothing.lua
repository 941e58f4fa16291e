-- ends in: ok
function autoscale() table.sort({[math.maxinteger] = 1, 1, 2, 3}) end
