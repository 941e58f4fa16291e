-- ends in: fuel
-- Thousands of strings that are gone leave nothing behind.
function autoscale()
  for round = 1, 20 do
    local t = {}
    for i = 1, 3000 do t[i] = 'key ' .. round .. ' ' .. i end
  end
end
