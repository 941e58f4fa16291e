-- ends in: fuel
function autoscale()
  local f
  ::top::
  do
    local x = {}
    f = function() return x end
    goto top
  end
end
