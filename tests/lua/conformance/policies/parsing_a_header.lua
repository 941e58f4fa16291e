local function parse(header)
  local fields = {}
  for key, value in header:gmatch("([%w_-]+)%s*=%s*\"?([^;\"]*)\"?") do
    fields[key:lower()] = tonumber(value) or value
  end
  return fields
end
local f = parse('CPU=85.5; region="eu-west"; Zone=b;count = 7')
print(f.cpu, f.region, f.zone, f.count, math.type(f.count))
--> 85.5	eu-west	b	7	integer
