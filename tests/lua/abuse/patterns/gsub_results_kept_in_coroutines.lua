-- ends in: fuel | memory
local kept = {}
function autoscale()
  local s, by = 'ab', ('x'):rep(60000)
  while true do
    local co = coroutine.create(function()
      s:gsub('.', function(c) if c == 'a' then return by end coroutine.yield() end)
    end)
    coroutine.resume(co)
    kept[#kept + 1] = co
  end
end
