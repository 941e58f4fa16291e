-- ends in: runtime
-- Concatenates a string with itself for ever.
function autoscale()
  local s = 'x'
  while true do s = s .. s end
end
