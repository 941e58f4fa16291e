-- ends in: ok
function autoscale()
  for _, bad in ipairs({1, {}, print, true, ('x'):rep(60000)}) do
    local t = setmetatable({}, {__name = bad})
    pcall(tostring, t)
    pcall(error, t)
    pcall(function() return t + 1 end)
    pcall(string.rep, t)
  end
end
