-- ends in: state
function autoscale() state.me = {state} end
