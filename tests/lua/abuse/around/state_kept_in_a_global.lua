-- ends in: ok
-- What was there in the call before is not there in this one.
function autoscale()
  if kept then kept.n = 5 end
  assert(state.n == nil)
  state.t = state.t or {}
  kept = state.t
end
