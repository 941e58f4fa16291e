local function producer()
  return coroutine.create(function()
    for _, item in ipairs({"a", "b", "c"}) do coroutine.yield(item) end
  end)
end
local function filter(source)
  return coroutine.create(function()
    local n = 0
    while true do
      local _, item = coroutine.resume(source)
      if not item then return end
      n = n + 1
      coroutine.yield(n .. item)
    end
  end)
end
local sink = filter(producer())
while true do
  local _, item = coroutine.resume(sink)
  if not item then break end
  print(item)
end
--> 1a
--> 2b
--> 3c
