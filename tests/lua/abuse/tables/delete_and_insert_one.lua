-- ends in: fuel
function autoscale()
  local t = {}
  while true do
    t.a = 1 t.b = 2 t.c = 3
    t.a = nil
    t.d = 4
    t.b = nil t.c = nil t.d = nil
  end
end
