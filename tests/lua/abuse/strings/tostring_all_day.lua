-- ends in: fuel
function autoscale() while true do tostring(1e300 / 3) tostring(12345) tostring({}) tostring(print) end end
