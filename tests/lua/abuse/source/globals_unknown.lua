-- ends in: refused
-- expand
«2500|local x=g¤ » function autoscale() end
