-- ends in: refused
-- expand
#!/usr/bin/lua
function autoscale() end
