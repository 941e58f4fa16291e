-- ends in: fuel
-- The iterator is a native function that never gives nil.
function autoscale() for x in os.time do end end
