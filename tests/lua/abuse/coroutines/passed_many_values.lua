-- ends in: fuel | memory
function autoscale()
  local t = {}
  for i = 1, 200 do t[i] = i end
  local function grow(...) return coroutine.wrap(function(...) return grow2(1, 2, 3, ...) end)(...) end
  function grow2(...) return grow(...) end
  return grow(table.unpack(t))
end
