-- ends in: fuel | memory
function autoscale()
  local t = {}
  return xpcall(error, function() while true do t[#t + 1] = {} end end)
end
