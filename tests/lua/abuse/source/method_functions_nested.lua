-- ends in: refused
-- expand
t = {}
«150|function t.a.b:c(...) »«150|end »
function autoscale() end
