-- ends in: fuel
function autoscale()
  local t = setmetatable({}, {__concat = function(a, b) return ('x'):rep(60000) end})
  while true do local s = t .. 'a' s = t .. t pcall(function() return t .. 'a' .. s .. s end) end
end
