-- ends in: fuel
function autoscale()
  local s = 'x'
  while true do
    local ok, longer = pcall(function() return s .. s end)
    if ok then s = longer end
  end
end
