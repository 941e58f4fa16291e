-- ends in: ok
-- These trapped in the wasm.
function autoscale()
  local t = {}
  for _, k in ipairs({2^31 - 1, 2^31, 2^31 + 1, 4e9, 2^32, 2^32 + 1, 2^53, 2^62, 2^63}) do t[k] = 1 end
  t[math.maxinteger], t[math.mininteger], t[0], t[-1] = 1, 1, 1, 1
  local n = #t
  for k, v in pairs(t) do t[k] = nil end
  if next(t) then error('left') end
end
