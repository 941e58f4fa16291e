-- Five bands of load, each with a count of its own.
local bands = {{20, 1}, {40, 2}, {60, 4}, {80, 6}}
function autoscale(metrics)
  for i = 1, #bands do
    if metrics.cpu < bands[i][1] then
      return bands[i][2]
    end
  end
  return 8
end
