-- ends in: fuel | memory
-- What a call of gsub holds must not outlive the ceiling in coroutines.
local kept = {}
function autoscale()
  local s, p = ('a'):rep(600), ('()'):rep(31) .. '.'
  while true do
    local co = coroutine.create(function() s:gsub(p, coroutine.yield) end)
    coroutine.resume(co)
    kept[#kept + 1] = co
  end
end
