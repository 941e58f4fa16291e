-- ends in: runtime
function autoscale() error(setmetatable({}, {__name = ('x'):rep(65000)})) end
