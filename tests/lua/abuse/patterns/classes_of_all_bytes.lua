-- ends in: fuel | ok
function autoscale()
  local bytes = {}
  for i = 0, 255 do bytes[i + 1] = string.char(i) end
  local s = table.concat(bytes)
  for c in ('acdglpsuwxACDGLPSUWX'):gmatch('.') do s:gsub('%' .. c, '') end
end
