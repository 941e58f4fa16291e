local function track(t)
  local seen = {}
  return setmetatable({}, {__index = function(_, key)
    seen[#seen + 1] = key
    return t[key]
  end}), seen
end
local m, seen = track({cpu = 85, rps = 10})
local load = m.cpu + m.rps
print(load, table.concat(seen, ","))
--> 95	cpu,rps
