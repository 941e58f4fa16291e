-- ends in: fuel
-- The native function is refused what it costs: nobody sees that error.
function autoscale()
  local s = ('a'):rep(3000)
  pcall(string.find, s, '.-.-.-.-b')
  return 'up'
end
