-- ends in: ok
function autoscale()
  local t = setmetatable({}, {__metatable = 'no'})
  if getmetatable(t) ~= 'no' then error('not hidden') end
  if pcall(setmetatable, t, {}) then error('changed') end
end
