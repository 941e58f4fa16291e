local Average = {}
Average.__index = Average
function Average.new(size) return setmetatable({size = size, values = {}, sum = 0}, Average) end
function Average:add(value)
  self.values[#self.values + 1] = value
  self.sum = self.sum + value
  if #self.values > self.size then self.sum = self.sum - table.remove(self.values, 1) end
  return self.sum / #self.values
end
local average = Average.new(3)
for _, cpu in ipairs({60, 90, 30, 90, 120}) do print(average:add(cpu)) end
--> 60.0
--> 75.0
--> 60.0
--> 70.0
--> 80.0
