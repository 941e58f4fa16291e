-- ends in: fuel
function autoscale() local start = os.time() while os.time() == start do end end
