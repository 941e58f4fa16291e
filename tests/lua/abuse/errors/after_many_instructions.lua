-- ends in: fuel
-- expand
-- What was run before an error is paid as well.
function autoscale()
  local x
  while true do pcall(function() «60|x = 1 » return nil + 1 end) end
end
