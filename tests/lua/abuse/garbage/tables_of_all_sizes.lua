-- ends in: fuel
function autoscale()
  while true do
    for n = 1, 200 do
      local t = {}
      for i = 1, n do t[i] = i end
    end
  end
end
