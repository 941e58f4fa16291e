-- ends in: ok
function autoscale()
  local t = {}
  if pcall(function() t[0 / 0] = 1 end) then error('NaN') end
  if pcall(function() t[nil] = 1 end) then error('nil') end
  if pcall(rawset, t, 0 / 0, 1) then error('NaN') end
  if t[0 / 0] ~= nil or t[nil] ~= nil then error('found') end
end
