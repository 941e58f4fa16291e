-- ends in: fuel | runtime
function autoscale()
  return (string.gsub('aaa', 'a', function() return autoscale() end))
end
