local function forecast(points, at)
  local n, sx, sy, sxx, sxy = #points, 0, 0, 0, 0
  for _, p in ipairs(points) do
    sx, sy = sx + p[1], sy + p[2]
    sxx, sxy = sxx + p[1] * p[1], sxy + p[1] * p[2]
  end
  local slope = (n * sxy - sx * sy) / (n * sxx - sx * sx)
  return (sy - slope * sx) / n + slope * at
end
print(forecast({{0, 10}, {1, 12}, {2, 14}, {3, 16}}, 10))
--> 30.0
