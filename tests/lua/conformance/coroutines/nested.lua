local function inner() coroutine.yield("inner") return "inner end" end
local outer = coroutine.wrap(function()
  local co = coroutine.wrap(inner)
  coroutine.yield("outer " .. co())
  coroutine.yield("outer " .. co())
end)
print(outer(), outer())
--> outer inner	outer inner end
