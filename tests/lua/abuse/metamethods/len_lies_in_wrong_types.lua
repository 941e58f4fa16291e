-- ends in: ok
function autoscale()
  for _, lie in ipairs({'x', {}, 1.5, 0 / 0, 1 / 0, print, true}) do
    local t = setmetatable({1, 2, 3}, {__len = function() return lie end})
    pcall(table.insert, t, 1)
    pcall(table.remove, t)
    pcall(table.unpack, t)
    pcall(table.sort, t)
    pcall(table.concat, t)
    pcall(string.rep, 'x', #t)
  end
end
