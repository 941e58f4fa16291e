-- ends in: runtime
function autoscale() error('\xff\xfe\0\n\r' .. ('\xf0\x9f'):rep(1000), 0) end
