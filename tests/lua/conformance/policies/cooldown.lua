local ready_at = 0
local function scale_up(now)
  if now < ready_at then return false, ready_at - now end
  ready_at = now + 60
  return true
end
print(scale_up(0))
print(scale_up(20))
print(scale_up(60))
print(scale_up(119.5))
--> true
--> false	40
--> true
--> false	0.5
