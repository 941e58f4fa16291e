-- ends in: ok
function autoscale()
  local bytes = '\0\xff\5\6\7'
  assert(state[bytes] == nil or state[bytes] == bytes)
  state[bytes] = bytes
end
