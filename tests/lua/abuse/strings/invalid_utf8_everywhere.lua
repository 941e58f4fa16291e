-- ends in: ok
function autoscale()
  local bad = '\xff\xfe\x80\xc0\xaf\xed\xa0\x80\0\xf5'
  print(bad)
  pcall(error, bad)
  local t = {[bad] = bad}
  for k, v in pairs(t) do if k ~= v then error('changed') end end
  bad:upper() bad:lower() bad:reverse() bad:byte(1, -1) bad:find(bad, 1, true) bad:gsub('.', '%0')
  pcall(utf8.len, bad) pcall(utf8.codepoint, bad, 1, -1) pcall(utf8.offset, bad, 2)
  return scale.hold(bad)
end
