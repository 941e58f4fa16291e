-- ends in: ok
function autoscale()
  local h = history('cpu')
  h[1] = 'not a number' h.more = h
  assert(history('cpu')[1] == 85 or #history('cpu') == 0)
end
