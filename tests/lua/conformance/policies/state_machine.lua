local states = {
  idle = {busy = "warm"},
  warm = {busy = "hot", quiet = "idle"},
  hot = {quiet = "warm"},
}
local state = "idle"
for event in ("busy busy busy quiet quiet quiet"):gmatch("%a+") do
  state = states[state][event] or state
  print(event, state)
end
--> busy	warm
--> busy	hot
--> busy	hot
--> quiet	warm
--> quiet	idle
--> quiet	idle
