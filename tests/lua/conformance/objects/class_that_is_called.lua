local Point = setmetatable({}, {__call = function(class, x, y)
  return setmetatable({x = x, y = y}, class)
end})
Point.__index = Point
Point.__tostring = function(p) return "(" .. p.x .. ", " .. p.y .. ")" end
function Point:move(dx, dy) return Point(self.x + dx, self.y + dy) end
print(Point(1, 2), Point(1, 2):move(3, 4))
--> (1, 2)	(4, 6)
