-- ends in: fuel
function autoscale()
  local t = setmetatable({}, {__concat = function(a, b) return 'x' end})
  while true do
    local s = t .. 1 .. t .. 2 .. t .. 3 .. t .. 4 .. t .. 5 .. t .. 6 .. t .. 7 .. t .. 8 .. t
  end
end
