-- ends in: refused
string = {} function autoscale() end
