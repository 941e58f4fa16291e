-- ends in: fuel
function deep() return 1 + deep() end
function autoscale() while true do pcall(deep) end end
