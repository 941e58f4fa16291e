-- ends in: refused
-- expand
«1800|function f() end »function autoscale() end
