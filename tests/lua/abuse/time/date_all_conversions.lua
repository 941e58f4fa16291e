-- ends in: fuel | ok
function autoscale()
  for i = 0, 255 do pcall(os.date, '%' .. string.char(i)) pcall(os.date, '%E' .. string.char(i)) pcall(os.date, '%O' .. string.char(i)) end
  pcall(os.date, '%') pcall(os.date, '!') pcall(os.date, '!*t') pcall(os.date, '*tx')
end
