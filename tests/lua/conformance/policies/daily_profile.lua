local profile = {}
for hour = 0, 23 do profile[hour] = hour >= 9 and hour < 17 and 10 or 2 end
local sum = 0
for hour = 0, 23 do sum = sum + profile[hour] end
print(profile[8], profile[9], profile[16], profile[17], sum, #profile)
--> 2	10	10	2	112	23
