-- ends in: fuel
-- A precision of 1 looks at one byte of each string, and may copy no more.
function autoscale()
  local s = ('x'):rep(65000)
  local f, list = ('%.1s'):rep(240), {}
  for i = 1, 240 do list[i] = s end
  while true do local t = string.format(f, table.unpack(list)) end
end
