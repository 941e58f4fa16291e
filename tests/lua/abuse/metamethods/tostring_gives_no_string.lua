-- ends in: ok
function autoscale()
  for _, bad in ipairs({{}, print, true}) do
    local t = setmetatable({}, {__tostring = function() return bad end})
    local ok = pcall(tostring, t)
    if ok then error('taken for a string') end
  end
end
