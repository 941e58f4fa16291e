local alpha, smoothed = 0.3, nil
local function ewma(value)
  smoothed = smoothed and alpha * value + (1 - alpha) * smoothed or value
  return smoothed
end
for _, rps in ipairs({100, 200, 200, 50}) do print(string.format("%.3f", ewma(rps))) end
--> 100.000
--> 130.000
--> 151.000
--> 120.700
