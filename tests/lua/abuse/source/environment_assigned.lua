-- ends in: refused
function autoscale() _ENV = {} end
