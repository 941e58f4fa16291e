local schedule = {
  {from = 8, to = 18, min = 6},
  {from = 18, to = 22, min = 3},
}
local function minimum(at)
  local now = os.date("!*t", at)
  if now.wday == 1 or now.wday == 7 then return 1 end
  for _, slot in ipairs(schedule) do
    if now.hour >= slot.from and now.hour < slot.to then return slot.min end
  end
  return 1
end
local monday = os.time({year = 2025, month = 6, day = 2, hour = 0})
for _, hour in ipairs({3, 8, 17, 18, 21, 22}) do print(hour, minimum(monday + hour * 3600)) end
print("sunday", minimum(monday - 3600 * 12))
--> 3	1
--> 8	6
--> 17	6
--> 18	3
--> 21	3
--> 22	1
--> sunday	1
