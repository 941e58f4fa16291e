-- ends in: fuel | runtime
function autoscale()
  for w in string.gmatch('a b c', '%a') do autoscale() end
end
