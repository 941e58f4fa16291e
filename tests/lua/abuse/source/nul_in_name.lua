-- ends in: refused
-- expand
function auto␀scale() end
