-- ends in: refused
-- expand
function autoscale() return «90|pcall(function() return »1«90| end)» end
