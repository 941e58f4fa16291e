-- ends in: runtime
-- Ends up in headers, logs and JSON.
function autoscale() error('x\r\nx-scale-hint: up\r\n\r\n"}', 0) end
