-- ends in: runtime
function autoscale()
  table.sort({3, 2, 1}, setmetatable({}, {__call = function(self, a, b) return self(a, b) end}))
end
