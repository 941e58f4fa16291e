-- ends in: fuel
-- Each round puts the place before the message.
function autoscale()
  local s = ('x'):rep(65000)
  while true do
    local _, e = pcall(function() error(s) end)
    s = e
  end
end
