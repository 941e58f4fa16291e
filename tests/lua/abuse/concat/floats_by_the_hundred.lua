-- ends in: fuel
function autoscale()
  local a, b = 1e15 / 3, 1e-7 / 3
  while true do
    local s = a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b
      .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a
      .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a
  end
end
