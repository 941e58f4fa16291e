-- ends in: ok
-- expand
«32000| »function autoscale() end
