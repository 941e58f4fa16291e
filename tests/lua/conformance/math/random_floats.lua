math.randomseed(7)
print(string.format("%.12f %.12f", math.random(), math.random()))
local inside = true
for _ = 1, 100 do
  local x = math.random()
  inside = inside and x >= 0 and x < 1
end
print(inside)
--> 0.778981848967 0.388080950064
--> true
