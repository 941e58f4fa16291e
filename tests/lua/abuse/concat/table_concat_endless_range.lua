-- ends in: runtime
function autoscale() return table.concat({}, '', 1, math.maxinteger) end
