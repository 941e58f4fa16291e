-- ends in: ok
function autoscale()
  for _, f in ipairs({print, error, pcall, coroutine.yield, coroutine.resume, coroutine.wrap, table.sort, string.gsub, next, select}) do
    local co = coroutine.create(f)
    for i = 1, 4 do coroutine.resume(co, f, f, f) end
  end
end
