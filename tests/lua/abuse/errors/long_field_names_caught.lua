-- ends in: fuel
-- expand
-- Each error spells out a name of 10,000 letters.
function autoscale()
  local t = {}
  while true do pcall(function() return t.«10000|a».b end) end
end
