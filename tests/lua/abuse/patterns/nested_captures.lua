-- ends in: fuel
function autoscale()
  local s = ('a'):rep(2000)
  return s:match(('('):rep(32) .. '.-' .. (')'):rep(32) .. 'b')
end
