-- ends in: state
function autoscale() state.t = setmetatable({}, {__index = print}) end
