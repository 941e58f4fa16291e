print(pcall(function()
  local m = {cpu = 1}
  if m.cpu > 0
    and m.mem > 0
  then
    return 1
  elseif m.x
  then
    return 2
  end
end))
print(pcall(function()
  local m = {cpu = 0}
  if m.cpu > 0 then
    return 1
  elseif m.mem > 0 then
    return 2
  end
end))
--> false	test:4: attempt to compare number with nil
--> false	test:16: attempt to compare number with nil
