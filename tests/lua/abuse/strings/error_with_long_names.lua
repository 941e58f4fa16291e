-- ends in: fuel
-- Each error spells out a long name.
function autoscale()
  while true do
    pcall(function()
      local t = {}
      t.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa()
    end)
  end
end
