-- ends in: ok
function autoscale()
  for _, bad in ipairs({1, 'x', true, {}, setmetatable({}, {__call = print})}) do
    pcall(coroutine.create, bad) pcall(coroutine.wrap, bad) pcall(coroutine.resume, bad) pcall(coroutine.close, bad)
    pcall(coroutine.status, bad)
  end
  pcall(coroutine.create) pcall(coroutine.resume) pcall(coroutine.status)
end
