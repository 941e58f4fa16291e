-- ends in: ok
function autoscale()
  local mt = {}
  for _, name in ipairs({'index', 'newindex', 'call', 'eq', 'lt', 'le', 'concat', 'len', 'add', 'unm', 'pairs', 'tostring', 'bnot'}) do
    mt['__' .. name] = error
  end
  local a, b = setmetatable({}, mt), setmetatable({}, mt)
  for _, f in ipairs({
    function() return a.x end, function() a.x = 1 end, function() return a() end, function() return a == b end,
    function() return a < b end, function() return a <= b end, function() return a .. b end, function() return #a end,
    function() return a + b end, function() return -a end, function() return ~a end,
    function() for k in pairs(a) do end end, function() return tostring(a) end,
  }) do if pcall(f) then error('not raised') end end
end
