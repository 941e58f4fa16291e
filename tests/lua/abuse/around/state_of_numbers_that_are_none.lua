-- ends in: ok
function autoscale()
  if state.nan then
    assert(state.nan ~= state.nan and state.inf == 1/0 and state.least == math.mininteger)
    assert(state[1/0] == 'key' and state[-0.0] == 'zero' and state[true] == false)
  end
  state.nan, state.inf, state.least = 0/0, 1/0, math.mininteger
  state[1/0], state[-0.0], state[true] = 'key', 'zero', false
end
