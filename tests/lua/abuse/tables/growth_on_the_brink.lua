-- ends in: fuel | memory | ok
-- Many tables that are full; one key more doubles each of them at once.
function autoscale()
  local all = {}
  for i = 1, 64 do
    local t = {}
    for j = 1, 512 do t[j] = j end
    all[i] = t
  end
  for i = 1, 64 do all[i][513] = 1 end
end
