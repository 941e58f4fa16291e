-- ends in: runtime
function autoscale() return ('a'):match(('('):rep(33) .. 'a' .. (')'):rep(33)) end
