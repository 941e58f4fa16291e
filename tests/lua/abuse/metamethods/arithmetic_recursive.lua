-- ends in: fuel | runtime
function autoscale()
  local mt = {}
  for _, op in ipairs({'add', 'sub', 'mul', 'div', 'mod', 'pow', 'idiv', 'band', 'bor', 'bxor', 'shl', 'shr'}) do
    mt['__' .. op] = function(a, b) return a + b end
  end
  local t = setmetatable({}, mt)
  return t * 2
end
