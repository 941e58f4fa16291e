-- ends in: ok
-- Folded by the compiler.
function autoscale()
  local a = math.mininteger
  local b = -9223372036854775808 // -1
  local c = -9223372036854775807 - 1
  local d = 1 << 63 >> 63 << 64 >> -1 << -64
  local e = 9223372036854775807 + 1
  local f = 0x7fffffffffffffff * 2
  local g = 5 // 0.0, -5 // 0.0, 0 / 0, 5 % math.huge
  local h = 2^1024, -2^1024, 1e308 * 10
end
