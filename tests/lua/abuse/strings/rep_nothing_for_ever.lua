-- ends in: ok
function autoscale()
  for i = 1, 100 do local s = (''):rep(math.maxinteger) end
end
