-- ends in: ok
function autoscale() print('\0\1\27[31m\r\nlevel=error msg="forged"\n\xff') end
