-- ends in: ok
function autoscale()
  for _, v in ipairs({1, 'x', {}, print}) do assert(v, v) end
  for _, m in ipairs({1, 'x', {}, print, true}) do if pcall(assert, false, m) then error('held') end end
  pcall(assert) pcall(assert, nil) pcall(assert, false, nil)
end
