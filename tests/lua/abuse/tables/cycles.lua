-- ends in: fuel
function autoscale()
  while true do
    local a, b = {}, {}
    a.b, b.a, a.a = b, a, a
    setmetatable(a, b)
    setmetatable(b, a)
  end
end
