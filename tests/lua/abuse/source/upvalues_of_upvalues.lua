-- ends in: refused
-- expand
local x = 1
function autoscale() «150|return function() »x = x + 1 return x «150|end » end
