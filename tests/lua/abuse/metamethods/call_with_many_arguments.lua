-- ends in: fuel
function autoscale()
  local t, list = {}, {}
  setmetatable(t, {__call = t})
  for i = 1, 200 do list[i] = i end
  while true do pcall(t, table.unpack(list)) end
end
