local function new()
  local count = 0
  local self = {}
  function self.up() count = count + 1 return self end
  function self.get() return count end
  return self
end
local a = new()
print(a.up().up().get(), a.count, new().get())
--> 2	nil	0
