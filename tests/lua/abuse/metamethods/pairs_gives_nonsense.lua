-- ends in: ok
function autoscale()
  for _, bad in ipairs({1, {}, 'x', true}) do
    local t = setmetatable({}, {__pairs = function() return bad, bad, bad end})
    pcall(function() for k in pairs(t) do end end)
    local u = setmetatable({}, {__pairs = bad})
    pcall(function() for k in pairs(u) do end end)
  end
end
