-- ends in: ok
local born = clock.unix + clock.hour + clock.minute + clock.weekday
function autoscale() assert(clock.unix > born) end
