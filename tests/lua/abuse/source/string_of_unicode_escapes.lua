-- ends in: ok
-- expand
function autoscale() local s = "«2500|\u{10ffff}»" end
