-- The worst of several signals decides.
local limits = {cpu = 80, memory = 75, inflight = 50}
function autoscale(metrics)
  local worst, name = 0, "none"
  for key, limit in pairs(limits) do
    local part = (metrics[key] or 0) / limit
    if part > worst then worst, name = part, key end
  end
  if worst > 1 then return scale.up(1, name) end
  if worst < 0.25 then return scale.down(1, name) end
end
