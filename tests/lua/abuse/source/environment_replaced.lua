-- ends in: refused
local _ENV = {} function autoscale() return print end
