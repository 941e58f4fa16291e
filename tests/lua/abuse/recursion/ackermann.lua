-- ends in: fuel
local function a(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return a2(m - 1, 1) end
  return a2(m - 1, a2(m, n - 1))
end
function a2(m, n) return a(m, n) end
function autoscale() return a(4, 2) end
