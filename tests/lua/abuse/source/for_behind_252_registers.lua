-- ends in: refused
-- expand
function autoscale() «252|local l¤ »for i = 1, 2 do print(i) end end
