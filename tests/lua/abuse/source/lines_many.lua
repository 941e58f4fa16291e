-- ends in: refused
-- expand
«32000|
»function autoscale() x = end
