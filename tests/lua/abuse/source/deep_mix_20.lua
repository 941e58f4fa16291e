-- ends in: ok
-- expand
function autoscale() «20|type(function() return {»1«20|} end)» end
