-- ends in: fuel
function autoscale() local start = os.clock() while os.clock() - start < 10 do end end
