-- ends in: fuel
function autoscale()
  while true do
    do end do end do end do do do end end end
    if true then end
    for i = 1, 0 do end
  end
end
