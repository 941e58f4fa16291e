-- ends in: fuel
function autoscale()
  local s, t = ('x'):rep(60000), {}
  for i = 1, 500 do t[i] = i % 2 == 0 and s .. 'a' or s .. 'b' end
  t[#t + 1] = 1
  while true do pcall(table.sort, t) end
end
