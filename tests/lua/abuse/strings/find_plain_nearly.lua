-- ends in: fuel
-- What a naive search is slow at.
function autoscale()
  local s, wanted = ('a'):rep(65000), ('a'):rep(32000) .. 'b'
  while true do s:find(wanted, 1, true) end
end
