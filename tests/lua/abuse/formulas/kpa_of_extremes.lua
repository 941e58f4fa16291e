-- ends in: ok
function autoscale()
  for _, value in ipairs{0, -0.0, 5e-324, 1e-6, 1, 1e12} do
    for _, target in ipairs{1e-6, 1, 1e12} do
      local it = scale.kpa{rps = value, target = target}
      assert(it.replicas >= 0 and it.replicas <= 1e6 and it.demand >= 0 and it.demand <= 1e6)
    end
  end
  return scale.kpa{rps = 1e12, target = 1e-6}
end
