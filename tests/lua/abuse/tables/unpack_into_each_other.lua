-- ends in: fuel | runtime
function autoscale()
  local t = {1}
  while true do
    local u = {table.unpack(t)}
    for i = 1, #u do t[#t + 1] = u[i] end
  end
end
