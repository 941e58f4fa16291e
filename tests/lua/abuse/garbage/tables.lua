-- ends in: fuel
function autoscale() while true do local t = {{{{}}}} end end
