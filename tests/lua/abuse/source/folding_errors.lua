-- ends in: fuel | ok
-- expand
function autoscale() «200|pcall(function() return 1//0, 1%0, "a"+1, {}..1, 1<"x", -{}, #1, 1.5|1, ~1.5, 1<<1.5 end) » end
