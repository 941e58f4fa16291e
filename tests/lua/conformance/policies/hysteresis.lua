local state = "normal"
local function step(cpu)
  if state == "normal" and cpu >= 80 then
    state = "scaling"
  elseif state == "scaling" and cpu < 60 then
    state = "normal"
  end
  return state
end
local out = {}
for _, cpu in ipairs({70, 85, 75, 61, 59, 79, 80}) do out[#out + 1] = step(cpu) end
print(table.concat(out, " "))
--> normal scaling scaling scaling normal normal scaling
