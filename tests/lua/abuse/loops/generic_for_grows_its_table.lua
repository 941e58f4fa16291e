-- ends in: fuel
function autoscale()
  local list = {1}
  for i, v in ipairs(list) do list[#list + 1] = v end
end
