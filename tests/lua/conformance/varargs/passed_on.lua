local function sum(...)
  local total = 0
  for _, x in ipairs({...}) do total = total + x end
  return total
end
local function relay(...) return sum(...) end
print(sum(), sum(1, 2, 3), relay(4, 5), sum(table.unpack({1, 2}), 10))
--> 0	6	9	11
