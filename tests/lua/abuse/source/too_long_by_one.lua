-- ends in: refused
-- expand
--«32742|x»
function autoscale() end
