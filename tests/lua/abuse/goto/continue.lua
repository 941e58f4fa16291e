-- ends in: fuel
function autoscale()
  while true do
    local x = 1
    if x then goto continue end
    x = 2
    ::continue::
  end
end
