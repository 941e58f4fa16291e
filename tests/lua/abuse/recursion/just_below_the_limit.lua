-- ends in: fuel
-- Deep, back, and again.
function down(n) if n == 0 then return 0 end return 1 + down(n - 1) end
function autoscale() while true do down(1900) end end
