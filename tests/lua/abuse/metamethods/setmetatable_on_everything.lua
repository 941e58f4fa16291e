-- ends in: ok
function autoscale(metrics)
  for _, it in ipairs({1, 1.5, 'x', true, print, coroutine.create(print)}) do
    pcall(setmetatable, it, {__index = it})
  end
  for _, it in ipairs({string, table, math, os, utf8, coroutine, scale}) do
    if pcall(setmetatable, it, {__index = it}) then error('a library took a metatable') end
    if pcall(rawset, it, 'x', 1) then error('a library was changed') end
    if pcall(function() it.x = 1 end) then error('a library was changed') end
    if pcall(table.insert, it, 1) then error('a library was changed') end
  end
  setmetatable(metrics, {__index = function() return 1 end})
end
