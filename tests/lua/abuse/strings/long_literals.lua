-- ends in: ok
function autoscale()
  local s = [==[
]]]=]]==]
  return #s == 5 and 'hold' or error('read wrongly: ' .. #s)
end
