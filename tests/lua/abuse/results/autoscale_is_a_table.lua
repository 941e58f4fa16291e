-- ends in: refused
autoscale = setmetatable({}, {__call = function() return 'up' end})
