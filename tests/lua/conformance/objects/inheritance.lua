local Base = {}
Base.__index = Base
function Base.new(name) return setmetatable({name = name}, Base) end
function Base:describe() return "base " .. self.name end
function Base:hello() return "hello from " .. self:describe() end
local Derived = setmetatable({}, {__index = Base})
Derived.__index = Derived
function Derived.new(name) return setmetatable(Base.new(name), Derived) end
function Derived:describe() return "derived " .. self.name .. " (" .. Base.describe(self) .. ")" end
print(Base.new("a"):hello())
print(Derived.new("b"):hello())
--> hello from base a
--> hello from derived b (base b)
