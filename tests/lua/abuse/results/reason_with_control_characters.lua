-- ends in: ok
function autoscale() return scale.up(1, 'x\r\nset-cookie: a=b\r\n\0\xff') end
