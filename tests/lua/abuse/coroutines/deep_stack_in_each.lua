-- ends in: fuel | memory
local kept = {}
function autoscale()
  local function deep(n) if n == 0 then return coroutine.yield() end return 1 + deep(n - 1) end
  while true do
    local co = coroutine.create(deep)
    coroutine.resume(co, 500)
    kept[#kept + 1] = co
  end
end
