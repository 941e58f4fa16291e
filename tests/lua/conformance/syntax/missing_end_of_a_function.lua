local function f()
  return 1

local function g()
  return 2
end
--> error: test:4: 'end' expected (to close 'function' at line 1) near 'local'
