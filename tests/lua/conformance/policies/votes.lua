local votes = {up = 0, down = 0, hold = 0}
for _, vote in ipairs({"up", "hold", "up", "down", "up"}) do votes[vote] = votes[vote] + 1 end
local best
for _, name in ipairs({"hold", "up", "down"}) do
  if not best or votes[name] > votes[best] then best = name end
end
print(best, votes.up, votes.down, votes.hold)
--> up	3	1	1
