-- ends in: ok
-- expand
function autoscale() local t = {«80|1//0.0, 2^2^2, -2^63, "a".."b", 1<<64, ~0, not nil, 7%-3, "10"+5, "0x10"*2, -"2", 1e308*10, 5//-2, 5.5%-2, 1 and 2 or 3, »} end
