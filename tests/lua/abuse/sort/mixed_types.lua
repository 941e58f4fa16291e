-- ends in: ok
function autoscale()
  local all = {1, 'x', true, {}, print, 1.5, coroutine.create(print)}
  if pcall(table.sort, all) then error('sorted') end
  local nan = 0 / 0
  table.sort({nan, 1, nan, 2, nan, 0, -1 / 0, 1 / 0, nan})
end
