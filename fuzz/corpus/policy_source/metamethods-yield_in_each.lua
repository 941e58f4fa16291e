-- ends in: ok
function autoscale()
  local y = coroutine.yield
  local mt = {__index = y, __newindex = y, __call = y, __eq = y, __lt = y, __le = y, __concat = y,
    __len = y, __add = y, __unm = y, __pairs = y, __tostring = y}
  local a, b = setmetatable({}, mt), setmetatable({}, mt)
  for _, f in ipairs({
    function() return a.x end, function() a.x = 1 end, function() return a() end,
    function() return a == b end, function() return a < b end, function() return a <= b end,
    function() return a .. b end, function() return #a end, function() return a + b end,
    function() return -a end, function() for k in pairs(a) do end end,
    function() return tostring(a) end,
  }) do
    local co = coroutine.create(f)
    for i = 1, 5 do coroutine.resume(co, 1, 2, 3) end
    pcall(f)
  end
end
