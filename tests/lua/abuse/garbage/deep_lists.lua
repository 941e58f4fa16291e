-- ends in: fuel
-- The marker must not go as deep as the list is long.
function autoscale()
  while true do
    local list
    for i = 1, 3000 do list = {list} end
  end
end
