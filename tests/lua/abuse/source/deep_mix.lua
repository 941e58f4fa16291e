-- ends in: refused
-- expand
function autoscale() «180|type(function() return {»1«180|} end)» end
