-- ends in: fuel
function autoscale()
  while true do
    while true do break end
    for i = 1, 10 do if i == 2 then break end end
    repeat if true then break end until false
  end
end
