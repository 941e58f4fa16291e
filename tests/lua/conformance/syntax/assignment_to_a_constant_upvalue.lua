local limit <const> = 5
local function f()
  local half = limit // 2
  limit = half
end
--> error: test:4: attempt to assign to const variable 'limit'
