-- ends in: ok
-- expand
«6000|--x
»function autoscale() end
