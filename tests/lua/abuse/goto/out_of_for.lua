-- ends in: ok
function autoscale()
  for i = 1, 10 do
    for j = 1, 10 do if j == 5 then goto done end end
  end
  ::done::
end
