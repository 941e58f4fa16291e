print(pcall(function()
  local metrics = {}
  local ok = true

  if ok and metrics.cpu > 80 then
    return 1
  end
end))
--> false	test:5: attempt to compare number with nil
