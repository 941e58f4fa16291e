-- ends in: ok
-- Each of them is an error that can be caught, and nothing else.
function autoscale()
  for _, bad in ipairs{0/0, 1/0, -1/0, -1, -math.huge, 1e300, 'x', '5', {}, print, true} do
    assert(not pcall(scale.kpa, {rps = bad, target = 5}))
    assert(not pcall(scale.kpa, {rps = 5, target = bad}))
    assert(not pcall(scale.kpa, {rps = 5, target = 5, [bad == bad and bad or 1] = 5}))
    assert(not pcall(scale.kpa, bad))
  end
  assert(not pcall(scale.kpa, {rps = 5, target = 0}))
  assert(not pcall(scale.kpa))
end
