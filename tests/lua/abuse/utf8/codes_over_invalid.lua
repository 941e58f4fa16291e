-- ends in: fuel
function autoscale()
  local s = ('a'):rep(1000) .. '\xff'
  while true do pcall(function() for p, c in utf8.codes(s) do end end) end
end
