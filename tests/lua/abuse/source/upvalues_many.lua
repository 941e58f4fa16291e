-- ends in: refused
-- expand
function autoscale() «150|local a¤ » local function f() «150|local b¤ » return function() return {«150|a¤,»«150|b¤,»} end end end
