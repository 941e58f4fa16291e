-- ends in: fuel
function autoscale()
  repeat
    local x = 1
    goto continue
    ::continue::
  until false
end
