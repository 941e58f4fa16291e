-- ends in: fuel
function autoscale()
  local s = ('a'):rep(30)
  return s:match(('a?'):rep(30) .. ('a'):rep(30) .. 'b')
end
