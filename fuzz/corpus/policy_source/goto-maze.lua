-- ends in: fuel
function autoscale()
  local n = 0
  ::a:: n = n + 1 if n % 2 == 0 then goto c else goto b end
  ::b:: n = n + 1 goto d
  ::c:: n = n + 2 goto a
  ::d:: do local x = n goto e end
  ::e:: goto a
end
