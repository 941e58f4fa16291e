-- ends in: fuel
function autoscale()
  local n = 0
  local function up() n = n + 1 end
  local function down() n = n - 1 end
  while true do up() down() end
end
