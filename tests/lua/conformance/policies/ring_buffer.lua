local ring = {size = 4, next = 0}
local function push(value)
  ring[ring.next % ring.size + 1] = value
  ring.next = ring.next + 1
end
for i = 1, 6 do push(i * 10) end
print(table.concat(ring, " ", 1, ring.size), #ring, ring.next)
--> 50 60 30 40	4	6
