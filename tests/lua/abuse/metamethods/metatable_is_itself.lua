-- ends in: fuel | ok
function autoscale()
  local t = {}
  t.__index, t.__newindex, t.__call, t.__eq, t.__len, t.__concat = t, t, t, t, t, t
  setmetatable(t, t)
  pcall(function() return t.x end)
  pcall(function() t.x = 1 end)
  pcall(function() return t() end)
  pcall(function() return #t end)
  pcall(function() return t .. t end)
  pcall(function() return t + t end)
end
