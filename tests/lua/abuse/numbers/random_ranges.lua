-- ends in: fuel | ok
function autoscale()
  local min, max = math.mininteger, math.maxinteger
  for i = 1, 100 do
    math.random(min, max) math.random(0) math.random(max) math.random(min, min) math.random(0, max) math.random(min, -1)
  end
  pcall(math.random, max, min) pcall(math.random, 0, -1) pcall(math.random, min) pcall(math.random, 1, 2, 3)
  pcall(math.randomseed, 0 / 0) pcall(math.randomseed, 1 / 0) math.randomseed(min, max)
end
