-- ends in: ok
-- The host's own metatable is not the script's to change.
function autoscale(metrics)
  local mt = getmetatable(metrics)
  if type(mt) == 'table' then
    for k in pairs(mt) do pcall(rawset, mt, k, error) end
    pcall(rawset, mt, '__index', function() return {} end)
    for i = 1, 50 do pcall(rawset, mt, i, i) end
  end
  if metrics.absent then error('changed') end
end
