-- ends in: fuel | ok
function autoscale()
  local t = {}
  local mt = {}
  mt.__index = function(t, k) setmetatable(t, nil) return t[k] end
  mt.__newindex = function(t, k, v) setmetatable(t, {}) t[k] = v end
  for i = 1, 500 do
    setmetatable(t, mt)
    local x = t.absent
    setmetatable(t, mt)
    t[i] = x or i
  end
end
