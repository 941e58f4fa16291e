-- ends in: ok
function autoscale()
  for _, bad in ipairs({1, 'x', true, {}}) do if pcall(table.sort, {2, 1}, bad) then error('taken') end end
  pcall(table.sort) pcall(table.sort, 'x') pcall(table.sort, string)
end
