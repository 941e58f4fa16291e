-- ends in: refused
function autoscale() return "\u{12" end
