-- ends in: fuel
function autoscale()
  while true do pcall(string.gsub, 'abc', '.', function() error({}) end) end
end
