local last
local function slope(value, at)
  local result = last and (value - last.value) / (at - last.at) or 0
  last = {value = value, at = at}
  return result
end
print(slope(100, 0), slope(160, 30), slope(160, 60), slope(100, 70))
--> 0	2.0	0.0	-6.0
