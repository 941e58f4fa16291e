-- ends in: fuel
function autoscale()
  local t
  while true do
    pcall(function() return t.x end)
    pcall(function() return t + 1 end)
    pcall(function() return {} .. 'x' end)
    pcall(function() return {} < 1 end)
    pcall(function() t() end)
    pcall(function() for i = 1, 'x' do end end)
    pcall(function() return 1 // 0 | 1.5 end)
  end
end
